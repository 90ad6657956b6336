/** Google Cloud: the key of a service account, or a service account that Aurora stands for by federation. */
import { z } from 'zod';
import { common, SecretFile } from './fields.ts';

const ProjectId = z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
/** Said at once for the most common mistakes; the rest is the first check's to tell. */
const KeyFile = SecretFile.refine(
  isServiceAccountKey,
  'This is no key of a service account: enter the JSON file, whole.',
);

function isServiceAccountKey(text: string): boolean {
  try {
    const file = JSON.parse(text) as { type?: unknown; private_key?: unknown } | null;
    return file?.type === 'service_account' && typeof file.private_key === 'string';
  } catch {
    return false;
  }
}

const AccountEmail = z.email().max(200);

export const GcpServiceAccount = z.object({
  credential: z.literal('gcp_service_account'),
  settings: z.object({ ...common, gcpProjectId: ProjectId, endpoint: z.url().optional() }),
  secret: z.object({
    service_account_key: KeyFile.describe('the JSON file, whole, of an account that reads'),
    write_service_account_key: KeyFile.optional().describe('of one that may change things'),
  }),
});

export const GcpWorkloadIdentity = z.object({
  credential: z.literal('gcp_workload_identity'),
  settings: z.object({
    ...common,
    gcpProjectId: ProjectId,
    workloadIdentityAudience: z
      .string()
      .regex(
        /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/[\w-]+\/providers\/[\w-]+$/,
      ),
    serviceAccountEmail: AccountEmail,
    writeServiceAccountEmail: AccountEmail.optional(),
    endpoint: z.url().optional(),
  }),
  secret: z.object({}).default({}),
});
