/** Google Cloud: the key of a service account, or a service account that Aurora stands for by federation. */
import { z } from 'zod';
import { common, SecretFile } from './fields.ts';

const ProjectId = z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
const AccountEmail = z.email().max(200);

export const GcpServiceAccount = z.object({
  credential: z.literal('gcp_service_account'),
  settings: z.object({ ...common, gcpProjectId: ProjectId, endpoint: z.url().optional() }),
  secret: z.object({
    service_account_key: SecretFile.describe('the JSON file, whole'),
    write_service_account_key: SecretFile.optional(),
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
