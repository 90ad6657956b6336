import { z } from 'zod';
import { Id } from './common.ts';

export const FindingView = z
  .object({
    rule: z.string(),
    title: z.string(),
    resource: z.object({
      id: Id,
      cloudId: z.string(),
      name: z.string(),
      nativeType: z.string(),
      account: z.string(),
      region: z.string(),
    }),
    evidence: z.record(z.string(), z.unknown()).describe('the attributes that prove it'),
    saving: z
      .object({ currency: z.string(), amount: z.string().describe('decimal text, a month') })
      .nullable()
      .describe('by the bills of the last 30 complete days; null where no bill can tell'),
    request: z.string().describe('what the agent would be asked'),
  })
  .meta({ id: 'Finding' });

export const ProposeFinding = z.object({
  id: Id.optional().describe('of the conversation, made by the client, so that a repeat changes nothing'),
  rule: z.string().regex(/^[a-z_]{1,50}$/),
  projectId: Id.optional().describe('default: the oldest project'),
});

export const FindingProposal = z
  .object({ sessionId: Id, text: z.string().describe('for the message field; nothing was sent yet') })
  .meta({ id: 'FindingProposal' });
