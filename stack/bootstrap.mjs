/**
 * The only file that has to run on whatever Node (20 or later) a machine has, before anything is installed.
 *
 *   node stack/bootstrap.mjs <command> [flags]        installs packages if needed, then stack/main.ts on Node 24
 *   node stack/bootstrap.mjs run FILE [args]          the same, then FILE with `.aurora/env` and `.env` loaded
 *
 * No imports but Node's own: node_modules may not exist yet.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const lockMark = join(modules, '.aurora-lock');
const windows = process.platform === 'win32';
const node = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');

const [command = 'start', ...rest] = process.argv.slice(2);

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) fail(`Aurora needs Node 20 or later to begin with; this is ${process.version}. Install a newer one.`);

await installPackages();
if (command === 'run' && rest[0] === undefined) fail('Usage: node stack/bootstrap.mjs run FILE [args]');

const argv = command === 'run' ? rest : [join(root, 'stack', 'main.ts'), command, ...rest];
const env = command === 'run' ? withStackEnv() : process.env;
process.exitCode = await pass(node, argv, env);

/** Runs `npm ci` when node_modules is missing or belongs to another lock file. */
async function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const have = existsSync(lockMark) ? readFileSync(lockMark, 'utf8').trim() : '';
  if (have === wanted && existsSync(node)) return;
  // A developer's own `npm ci` leaves npm's mark, newer than the lock file it was made from, but not ours.
  const reason = existsSync(modules) ? 'package-lock.json changed' : 'first start';
  if (have === '' && existsSync(node) && (await modulesMatchLock())) {
    writeFileSync(lockMark, wanted);
    return;
  }
  console.log(`Installing packages (${reason}). This takes about a minute, once.`);
  const began = Date.now();
  const ticking = setInterval(() => console.log(`  npm ci, ${Math.round((Date.now() - began) / 1000)} s`), 10_000);
  const code = await pass(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    ...process.env,
    // Development packages are needed by the tests, and the runtime itself is one package of the list.
    NODE_ENV: 'development',
  });
  clearInterval(ticking);
  if (code !== 0) fail(`npm ci failed (exit code ${code}). Its messages are above. Run npm start again when fixed.`);
  if (!existsSync(node))
    await pass(process.execPath, [join(modules, 'node', 'installArchSpecificPackage.js')], process.env);
  writeFileSync(lockMark, wanted);
  console.log(`Packages installed in ${Math.round((Date.now() - began) / 1000)} s.`);
}

/** Whether what npm installed is what the lock file says, by npm's own record of it. */
async function modulesMatchLock() {
  try {
    const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
    const installed = read(join(modules, '.package-lock.json'));
    const locked = read(join(root, 'package-lock.json'));
    return Object.entries(locked).every(
      ([path, entry]) => path === '' || entry.optional || entry.peer || installed[path]?.version === entry.version,
    );
  } catch {
    return false;
  }
}

/**
 * The environment of a script that talks to the running stack: generated values, then `.env`, then the caller's own.
 * AURORA_GENERATED names what came from the stack, so that a stack started from the script does not take it for
 * a person's wish.
 */
function withStackEnv() {
  const dataDir = resolve(root, process.env.AURORA_DATA_DIR ?? '.aurora');
  const generated = readEnv(join(dataDir, 'env'));
  const own = { ...readEnv(join(root, '.env')), ...process.env };
  // A Terraform CLI configuration that does not exist is a left-over, not a choice.
  if (own.TF_CLI_CONFIG_FILE && !existsSync(own.TF_CLI_CONFIG_FILE)) delete own.TF_CLI_CONFIG_FILE;
  const names = Object.keys(generated).filter((name) => own[name] === undefined);
  return { ...generated, ...own, AURORA_GENERATED: names.join(',') };
}

/** Lines of NAME=value; the value may stand in double quotes as JSON. */
function readEnv(file) {
  if (!existsSync(file)) return {};
  const found = {};
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match || match[2] === '') continue;
    found[match[1]] = unquote(match[2]);
  }
  return found;
}

function unquote(text) {
  if (/^".*"$/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text.slice(1, -1);
    }
  }
  return /^'.*'$/.test(text) ? text.slice(1, -1) : text;
}

/** Runs a program with this terminal, passes signals on, and resolves to its exit code. */
function pass(file, args, childEnv) {
  return new Promise((done) => {
    const child = spawn(file, args, { stdio: 'inherit', env: childEnv, cwd: root, shell: false });
    const forward = (signal) => child.kill(signal);
    // The terminal sends Ctrl-C to both; ignoring it here lets the child decide how to end.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', forward);
    child.once('error', (error) => fail(`${file} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      process.removeListener('SIGTERM', forward);
      done(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
