#!/usr/bin/env node
/** `aurora`: starts the command on this checkout's own Node 24, whatever Node the machine has, in the caller's folder. */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))));
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
if (!existsSync(node)) {
  console.error(`Aurora's packages are not installed yet. Run: npm --prefix ${root} ci`);
  process.exit(5);
}

const child = spawn(node, [join(root, 'cli', 'aurora.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
// The terminal sends Ctrl-C to both: the command decides how to end.
process.on('SIGINT', () => {});
process.on('SIGTERM', (signal) => child.kill(signal));
child.once('error', (error) => {
  console.error(`${node} could not be started: ${error.message}`);
  process.exit(5);
});
child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
