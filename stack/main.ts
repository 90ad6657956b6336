/**
 * npm start | npm stop | npm run status
 *
 *   start [--foreground] [--only=deps] [--no-web]
 *   stop
 *   status [--json]
 */
import { parseArgs } from 'node:util';
import { AuroraError, errorText } from '../platform/errors.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    'no-web': { type: 'boolean', default: false },
    foreground: { type: 'boolean', default: false },
    supervise: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const commands: Record<string, () => Promise<number>> = {
  start: () => start({ ...values, noWeb: values['no-web'] }),
  stop,
  status: () => status({ json: values.json }),
};

try {
  const command = commands[positionals[0] ?? 'start'];
  if (!command) throw new Error(`Unknown command "${positionals[0]}". There are: ${Object.keys(commands).join(', ')}.`);
  process.exitCode = await command();
} catch (error) {
  console.error(error instanceof AuroraError ? error.userMessage : errorText(error));
  process.exitCode = 1;
}
