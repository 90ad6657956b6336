/** The product's worker process for conversations, with the fake model in place of every other. */
import { Context } from '@temporalio/activity';
import { NativeConnection } from '@temporalio/worker';
import { resolveModel } from '../../activities/agent/models/index.ts';
import type { WorkerDeps } from '../../activities/deps.ts';
import { FailureInterceptor } from '../../activities/failures.ts';
import { makeDeps, makeWorkers } from '../../activities/worker.ts';
import { bundleWorkflows } from '../../activities/workflow-bundle.ts';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { envOfRole } from '../../platform/secrets/testing/role-env.ts';
import { stamp } from '../support/stamps.ts';
import { installQuietRuntime, runWorkers } from '../support/worker-process.ts';
import { FakeModel } from './fake-model.ts';
import { stamps } from './names.ts';

function withFakeModel(deps: WorkerDeps): WorkerDeps {
  const fake = { ...resolveModel('offline', deps.config), id: 'fake', make: () => new FakeModel() };
  return { ...deps, resolveModel: () => fake };
}

/** The turn is over when `finishTurn` returns: then the workflow could take the next message. */
function stampTheEndOfTurns(): void {
  const { execute } = FailureInterceptor.prototype;
  FailureInterceptor.prototype.execute = async function (...args) {
    const result = await execute.apply(this, args);
    if (Context.current().info.activityType === 'finishTurn') stamp(stamps.turnOver);
    return result;
  };
}

async function main(): Promise<void> {
  installQuietRuntime();
  stampTheEndOfTurns();
  const config = readConfig({ ...process.env, ...envOfRole('worker') });
  const deps = withFakeModel(makeDeps(config, makeLog('worker', config.LOG_LEVEL)));
  const [bundle, connection] = await Promise.all([
    bundleWorkflows(),
    NativeConnection.connect({ address: config.TEMPORAL_ADDRESS }),
  ]);
  await runWorkers(await makeWorkers(deps, connection, bundle, ['interactive']));
}

if (import.meta.main) await main();
