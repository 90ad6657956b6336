/** What the hourly schedule of an integration starts: a push whose webhook was lost is taken up like one that came. */
import { workflowInfo } from '@temporalio/workflow';
import { repositories } from './activities.ts';
import type { OfIntegration } from './messages.ts';

export async function repositoryLook(of: OfIntegration): Promise<void> {
  await repositories.lookAtBranches({ ...of, lookId: workflowInfo().runId });
}
