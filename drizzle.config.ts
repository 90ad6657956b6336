import { defineConfig } from 'drizzle-kit';

// Drizzle Kit asks for a default export.
// biome-ignore lint/style/noDefaultExport: its contract
export default defineConfig({
  dialect: 'postgresql',
  schema: './db/schema/index.ts',
  out: './db/migrations',
  casing: 'snake_case',
});
