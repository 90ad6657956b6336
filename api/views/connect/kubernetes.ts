/** Kubernetes: a kubeconfig with its token or certificate within. */
import { z } from 'zod';
import { common, SecretFile } from './fields.ts';

export const Kubeconfig = z.object({
  credential: z.literal('kubeconfig'),
  settings: z.object({ ...common, endpoint: z.url().optional() }),
  secret: z.object({
    kubeconfig: SecretFile.describe('of an account that reads'),
    write_kubeconfig: SecretFile.optional().describe('of one that may also apply'),
  }),
});
