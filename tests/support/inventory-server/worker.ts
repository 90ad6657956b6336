/** The product's worker process for syncs, with the stub server in place of every cloud. Killed without warning. */
import { NativeConnection } from '@temporalio/worker';
import { makeDeps, makeWorkers } from '../../../activities/worker.ts';
import { bundleWorkflows } from '../../../activities/workflow-bundle.ts';
import { installQuietRuntime, runWorkers } from '../../../bench/support/worker-process.ts';
import { readConfig } from '../../../platform/config.ts';
import { makeLog } from '../../../platform/log.ts';
import { envOfRole } from '../../../platform/secrets/testing/role-env.ts';
import { makeStubInventory } from './provider.ts';

installQuietRuntime();
const config = readConfig({ ...process.env, ...envOfRole('worker') });
const deps = { ...makeDeps(config, makeLog('worker', config.LOG_LEVEL)), inventory: { aws: makeStubInventory } };
const [bundle, connection] = await Promise.all([
  bundleWorkflows(),
  NativeConnection.connect({ address: config.TEMPORAL_ADDRESS }),
]);
await runWorkers(await makeWorkers(deps, connection, bundle, ['sync']));
