/** The API process: `node api/server.ts`. It starts, and stays up, whichever of its parts are away. */
import { readConfig } from '../platform/config.ts';
import { AuroraError, errorText } from '../platform/errors.ts';
import { makeLog } from '../platform/log.ts';
import { buildApp } from './app.ts';
import { makeDeps } from './deps.ts';
import { startNoticeStarter } from './notice-starter.ts';
import { startScheduleKeeper } from './schedule-keeper.ts';
import { startSweeper } from './sweeper.ts';

/** Requests under way get this long; then the process ends anyway. */
const shutdownMs = 10_000;

async function main() {
  const config = readConfig();
  const log = makeLog('api', config.LOG_LEVEL);
  const deps = makeDeps(config, log);
  const app = buildApp(deps);
  void deps.secrets.enter();
  await app.listen({ host: config.API_HOST, port: config.API_PORT });
  const notices = startNoticeStarter(deps);
  const sweeper = startSweeper(deps);
  const keeper = startScheduleKeeper(deps);

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), shutdownMs).unref();
    await Promise.all([sweeper.stop(), keeper.stop(), notices.stop()]);
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}

try {
  await main();
} catch (error) {
  const text = error instanceof AuroraError ? error.userMessage : errorText(error);
  process.stderr.write(`The API cannot start. ${text}\n`);
  process.exit(1);
}
