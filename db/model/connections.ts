/**
 * Connections to accounts of others: what there is to connect, what proves it, and how a look at one goes.
 *
 * A connection is *unverified* until its first check ended well. *limited*: it works, and something that people should
 * know is missing. *broken*: it does not work; what to do is in its reason.
 */
import { cloudProviders } from './estate.ts';

/** Hosts by SSH are no cloud: nothing of them is in the inventory. */
export const connectionProviders = [...cloudProviders, 'ssh'] as const;
export type ConnectionProvider = (typeof connectionProviders)[number];

/** What the secret of a connection is, and which provider takes it. */
export const credentialKinds = [
  'sandbox',
  'aws_access_keys',
  'aws_role',
  'azure_service_principal',
  'gcp_service_account',
  'gcp_workload_identity',
  'ovh_application',
  'kubeconfig',
  'ssh_key',
] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export const credentialProvider: Record<CredentialKind, ConnectionProvider> = {
  sandbox: 'aws',
  aws_access_keys: 'aws',
  aws_role: 'aws',
  azure_service_principal: 'azure',
  gcp_service_account: 'gcp',
  gcp_workload_identity: 'gcp',
  ovh_application: 'ovh',
  kubeconfig: 'kubernetes',
  ssh_key: 'ssh',
};

/** Never a secret: what is here is shown, exported and kept in the audit log. */
export type ConnectionSettings = {
  /** `aws_role`: the roles to assume, and what Aurora says when it assumes them. */
  readRoleArn?: string;
  writeRoleArn?: string;
  externalId?: string;
  /** `azure_service_principal`; the one that may write is another, where there is one. */
  tenantId?: string;
  clientId?: string;
  writeClientId?: string;
  subscriptionId?: string;
  /** GCP: the project, and whom the key or the federation stands for. */
  gcpProjectId?: string;
  serviceAccountEmail?: string;
  writeServiceAccountEmail?: string;
  workloadIdentityAudience?: string;
  /** OVH: which of its APIs, such as `ovh-eu`. */
  ovhEndpoint?: string;
  /** Kubernetes: the API server as the kubeconfig names it. */
  server?: string;
  /** SSH: who logs in where, and the host keys that people accepted (`SHA256:...`). */
  hosts?: { host: string; port: number; user: string; hostKeySha256: string | null }[];
  /** Regions that matter to the people, where the provider has regions. */
  regions?: string[];
  /** Regions that the account has, as the newest check found them. */
  enabledRegions?: string[];
  /** Another address of the provider's API: an emulator, a private endpoint. */
  endpoint?: string;
};

export const connectionStates = ['unverified', 'verified', 'limited', 'broken'] as const;
export type ConnectionState = (typeof connectionStates)[number];

export const checkTriggers = ['connect', 'rotation', 'person', 'schedule'] as const;
export type CheckTrigger = (typeof checkTriggers)[number];

export const checkStates = ['waiting', 'running', 'passed', 'limited', 'failed', 'cancelled'] as const;
export type CheckState = (typeof checkStates)[number];

/** In the order in which they are taken; each provider has those that mean something for it. */
export const checkStepNames = [
  'reachable',
  'authenticated',
  'identity',
  'external_id',
  'read',
  'write',
  'regions',
] as const;
export type CheckStepName = (typeof checkStepNames)[number];

export const checkStepStates = ['waiting', 'running', 'ok', 'warning', 'failed', 'skipped'] as const;
export type CheckStepState = (typeof checkStepStates)[number];
