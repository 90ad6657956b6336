/** The product's worker process for everything on the queue of syncs. Killed without warning. */
import { NativeConnection } from '@temporalio/worker';
import { makeDeps, makeWorkers } from '../../activities/worker.ts';
import { bundleWorkflows } from '../../activities/workflow-bundle.ts';
import { installQuietRuntime, runWorkers } from '../../bench/support/worker-process.ts';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { envOfRole } from '../../platform/secrets/testing/role-env.ts';

installQuietRuntime();
const config = readConfig({ ...process.env, ...envOfRole('worker') });
const deps = makeDeps(config, makeLog('worker', config.LOG_LEVEL));
const [bundle, connection] = await Promise.all([
  bundleWorkflows(),
  NativeConnection.connect({ address: config.TEMPORAL_ADDRESS }),
]);
await runWorkers(await makeWorkers(deps, connection, bundle, ['sync']));
