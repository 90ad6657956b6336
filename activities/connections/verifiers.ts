/** What looks at connections, a kind of credential a line. */
import type { CredentialKind } from '../../db/model/connections.ts';
import type { WorkerDeps } from '../deps.ts';
import { verifyAwsKeys } from './aws/keys.ts';
import { makeVerifyAwsRole } from './aws/role.ts';
import { verifyAzure } from './azure/verify.ts';
import { makeVerifyGcp } from './gcp/verify.ts';
import { makeVerifyKubernetes } from './kubernetes/verify.ts';
import { verifyOvh } from './ovh/verify.ts';
import { makeVerifySsh } from './ssh/verify.ts';
import type { ConnectionVerifier } from './verifier.ts';

export type Verifiers = Record<CredentialKind, ConnectionVerifier>;

export const makeVerifiers = (deps: Pick<WorkerDeps, 'secrets' | 'config'>): Verifiers => ({
  sandbox: verifyAwsKeys,
  aws_access_keys: verifyAwsKeys,
  aws_role: makeVerifyAwsRole(deps),
  azure_service_principal: verifyAzure,
  gcp_service_account: makeVerifyGcp(deps),
  gcp_workload_identity: makeVerifyGcp(deps),
  ovh_application: verifyOvh,
  kubeconfig: makeVerifyKubernetes(deps),
  ssh_key: makeVerifySsh(deps),
});
