/** What the worker bundles. */
export { billingSync, billingSyncTick } from './billing-sync.ts';
export { chatSession } from './chat-session.ts';
export { connectionCheck, connectionCheckTick } from './connection-check.ts';
export { deliver, deliverNotice } from './deliver-notice.ts';
export { driftCheck } from './drift-check.ts';
export { importResource } from './import-resource.ts';
export { knowledgeIngest, knowledgeIngestTick } from './knowledge-ingest.ts';
export { knowledgeReindex } from './knowledge-reindex.ts';
export { provisioningQueue } from './provisioning-queue.ts';
export { provisioningRun } from './provisioning-run.ts';
export { pullRequest } from './pull-request.ts';
export { repositoryHooks } from './repository-hooks.ts';
export { repositoryLook } from './repository-look.ts';
export { resourceSync, resourceSyncTick } from './resource-sync.ts';
export { resourceSyncRegion } from './resource-sync-region.ts';
export { slackCards } from './slack-cards.ts';
export { slackHooks } from './slack-hooks.ts';
export { slackThread } from './slack-thread.ts';
