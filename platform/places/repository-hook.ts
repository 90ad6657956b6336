/** What comes in by webhook, reduced to what is acted on: ids, names of branches, digests. No text of people is kept. */
import { z } from 'zod';

export const RepositoryHook = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pull_request'),
    action: z.string(),
    repository: z.string(),
    number: z.number().int(),
    branch: z.string(),
    base: z.string(),
    fork: z.boolean(),
  }),
  z.object({
    kind: z.literal('push'),
    repository: z.string(),
    branch: z.string(),
    sha: z.string(),
    /** Null for one that no webhook told of. */
    by: z.object({ id: z.string(), name: z.string() }).nullable(),
  }),
  /** Somebody shows a code that says who they are in Aurora: its hash alone. */
  z.object({
    kind: z.literal('link_code'),
    repository: z.string(),
    number: z.number().int(),
    codeHash: z.string(),
    by: z.object({ id: z.string(), name: z.string() }),
  }),
]);

export type RepositoryHook = z.infer<typeof RepositoryHook>;
