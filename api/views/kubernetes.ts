import { z } from 'zod';
import { ManifestPolicy } from '../../db/model/kubernetes.ts';
import { Id, Time } from './common.ts';

export const ManifestPolicyView = ManifestPolicy.meta({ id: 'ManifestPolicy' });

export const AppliedObjectView = z
  .object({
    address: z.string().describe('such as Deployment/shop/web'),
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable(),
    name: z.string(),
    cluster: z.string().describe('the uid of the namespace kube-system'),
    runId: Id.describe('the run that applied it last'),
    appliedAt: Time,
  })
  .meta({ id: 'AppliedObject' });
