import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const web = dirname(fileURLToPath(import.meta.url));
const root = resolve(web, '..');

/**
 * Monaco is served from our own `public/monaco`, so that the editor and its workers need no internet.
 * Copied when Next reads this file: no separate step that a script could forget.
 */
function copyMonaco() {
  const source = join(root, 'node_modules/monaco-editor');
  const target = join(web, 'public/monaco');
  const stamp = join(target, 'version');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(join(source, 'min/vs'), join(target, 'vs'), { recursive: true });
  // Last, so that a copy that was cut off is not taken for a whole one.
  writeFileSync(stamp, version);
}

if (existsSync(join(root, 'node_modules/monaco-editor'))) copyMonaco();

/** For files. Pages and answers get theirs from proxy.ts, where addresses are known and each has a nonce. */
const ofFiles = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Referrer-Policy', value: 'same-origin' },
];
/** A worker runs under the policy that its own file came with. */
const ofWorkers = {
  key: 'Content-Security-Policy',
  value: "default-src 'none'; script-src 'self'; connect-src 'self'",
};

const config: NextConfig = {
  turbopack: { root },
  outputFileTracingRoot: root,
  poweredByHeader: false,
  // `npm run check` looks at types; somebody who only starts the product must not wait for that.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  agentRules: false,
  devIndicators: false,
  // Ports move, and people open 127.0.0.1 as well as localhost; only development cares.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  experimental: { optimizePackageImports: ['radix-ui'] },
  headers: async () => [
    { source: '/:file(_next|monaco|icon.svg|favicon.ico|robots.txt)/:path*', headers: ofFiles },
    { source: '/monaco/:path*', headers: [{ key: 'Cache-Control', value: 'public, max-age=86400' }, ofWorkers] },
  ],
};

export default config;
