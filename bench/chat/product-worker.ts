/** The product's worker process for conversations, with the fake model in place of every other. */
import { NativeConnection } from '@temporalio/worker';
import { resolveModel } from '../../activities/agent/models/index.ts';
import type { WorkerDeps } from '../../activities/deps.ts';
import { bundleWorkflows, makeDeps, makeWorkers } from '../../activities/worker.ts';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { stamp } from '../support/stamps.ts';
import { installQuietRuntime, runWorkers } from '../support/worker-process.ts';
import { FakeModel } from './fake-model.ts';
import { stamps } from './names.ts';

/** The last thing that `finishTurn` does is to remove the turn's checkpoints: then the turn is over. */
function withFakeModel(deps: WorkerDeps): WorkerDeps {
  const fake = { ...resolveModel('offline', deps.config), id: 'fake', make: () => new FakeModel() };
  const deleteThread = deps.saver.deleteThread.bind(deps.saver);
  deps.saver.deleteThread = async (threadId) => {
    await deleteThread(threadId);
    stamp(stamps.turnOver);
  };
  return { ...deps, resolveModel: () => fake };
}

async function main(): Promise<void> {
  installQuietRuntime();
  const config = readConfig();
  const deps = withFakeModel(makeDeps(config, makeLog('worker', config.LOG_LEVEL)));
  const [bundle, connection] = await Promise.all([
    bundleWorkflows(),
    NativeConnection.connect({ address: config.TEMPORAL_ADDRESS }),
  ]);
  await runWorkers(await makeWorkers(deps, connection, bundle, ['interactive']));
}

if (import.meta.main) await main();
