import { z } from 'zod';
import { runKinds } from '../../db/model/states.ts';
import { Id } from './common.ts';

export const TriggerChatSession = z.object({
  sessionId: Id,
  message: z.object({ id: Id, text: z.string().trim().min(1).max(32_000) }),
});

export const ChatSessionStarted = z
  .object({ workflowId: z.string(), temporalUrl: z.string(), sessionId: Id, messageId: Id })
  .meta({ id: 'ChatSessionStarted' });

export const TriggerProvisioningRun = z.object({
  projectId: Id,
  kind: z.enum(runKinds),
  revision: z.number().int().positive().max(2_147_483_647).optional().describe('default: the latest'),
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
});

export const TriggerResourceSync = z.object({
  connectionId: Id,
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
});

export const ResourceSyncStarted = z
  .object({ workflowId: z.string(), temporalUrl: z.string(), syncRunId: Id })
  .meta({ id: 'ResourceSyncStarted' });

export const ProvisioningRunStarted = z
  .object({ workflowId: z.string(), temporalUrl: z.string(), runId: Id })
  .meta({ id: 'ProvisioningRunStarted' });

export const TriggerBillingSync = z.object({
  billingAccountId: Id,
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
});
