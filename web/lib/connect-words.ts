/** What can be connected: what each is for, what to do over there first, and what it asks for here. */
import type { Connection } from './api-types.generated.ts';
import type { TextFieldOf } from './text-fields.ts';

/** The sandbox is connected with one press; everything else asks for something. */
export type CredentialKind = Exclude<Connection['credential'], 'sandbox'>;

export type ConnectWords = {
  provider: Connection['provider'];
  label: string;
  says: string;
  /** In order, with the names of the buttons over there. */
  steps: string[];
  settings: TextFieldOf[];
  secrets: TextFieldOf[];
};

const regions: TextFieldOf = {
  name: 'regions',
  label: 'Regions',
  hint: 'Those that matter to you, with commas. Without: all that are enabled.',
  optional: true,
};

const endpoint: TextFieldOf = {
  name: 'endpoint',
  label: 'Address of its API',
  hint: 'Of an emulator or a private endpoint only; an operator allows it by OUTBOUND_HOSTS.',
  optional: true,
};

const hidden = (name: string, label: string, hint?: string): TextFieldOf => ({ name, label, hint, look: 'hidden' });
const file = (name: string, label: string, hint?: string): TextFieldOf => ({ name, label, hint, look: 'long' });
const mayBe = (field: TextFieldOf): TextFieldOf => ({ ...field, optional: true });

export const connectWords: Record<CredentialKind, ConnectWords> = {
  aws_role: {
    provider: 'aws',
    label: 'AWS, by a role',
    says: 'Aurora assumes a role in your account for an hour at a time. No key leaves it, and you end it by deleting the role.',
    steps: [
      'Make the roles with the CloudFormation template below. Aurora made the ExternalId for this connection: the roles let in nobody who does not say it.',
      'When the stack is complete, copy the ARNs from its tab “Outputs” into the fields here.',
    ],
    settings: [
      {
        name: 'readRoleArn',
        label: 'ARN of the role that reads',
        hint: 'Such as arn:aws:iam::123456789012:role/aurora-read.',
      },
      mayBe({
        name: 'writeRoleArn',
        label: 'ARN of the role that may change things',
        hint: 'Assumed by the apply of an approved plan alone. Without it nothing can be applied.',
      }),
      regions,
      endpoint,
    ],
    secrets: [],
  },
  aws_access_keys: {
    provider: 'aws',
    label: 'AWS, by access keys',
    says: 'Keys of two IAM users: one that reads, and one that only the apply of an approved plan uses.',
    steps: [
      'In IAM make a user with the managed policy ReadOnlyAccess, and an access key for “Application running outside AWS”.',
      'Make a second user with the rights that your changes need, and a key for it. Leave it out to only read the account.',
    ],
    settings: [regions, endpoint],
    secrets: [
      { name: 'read_access_key_id', label: 'Access key id that reads', hint: 'Begins with AKIA.' },
      hidden('read_secret_access_key', 'Secret access key that reads'),
      mayBe({ name: 'write_access_key_id', label: 'Access key id that may change things' }),
      mayBe(hidden('write_secret_access_key', 'Secret access key that may change things')),
      mayBe(hidden('session_token', 'Session token', 'Of temporary keys only; goes with both pairs.')),
    ],
  },
  azure_service_principal: {
    provider: 'azure',
    label: 'Azure',
    says: 'One app registration that reads a subscription, and another that contributes to it.',
    steps: [
      'In Microsoft Entra ID, under “App registrations”, make an application, and a client secret under “Certificates & secrets”.',
      'On the subscription, under “Access control (IAM)”, give it the role Reader.',
      'To apply changes, make a second application with the role Contributor.',
    ],
    settings: [
      { name: 'tenantId', label: 'Directory (tenant) id' },
      { name: 'subscriptionId', label: 'Subscription id' },
      { name: 'clientId', label: 'Application (client) id that reads' },
      mayBe({ name: 'writeClientId', label: 'Application (client) id that contributes' }),
      regions,
    ],
    secrets: [
      hidden('client_secret', 'Client secret that reads', 'Its value, not its id.'),
      mayBe(hidden('write_client_secret', 'Client secret that contributes')),
    ],
  },
  gcp_service_account: {
    provider: 'gcp',
    label: 'Google Cloud, by key',
    says: 'JSON keys of two service accounts: a viewer, and one for the apply of approved plans.',
    steps: [
      'Under “IAM & Admin”, “Service Accounts”, make an account with the roles Viewer and Cloud Asset Viewer, and a JSON key for it.',
      'To apply changes, make a second account with the roles that your changes need.',
    ],
    settings: [
      { name: 'gcpProjectId', label: 'Project id', hint: 'Its id, such as shop-prod-4711, not its name.' },
      regions,
    ],
    secrets: [
      file('service_account_key', 'Key that reads', 'The JSON file, whole.'),
      mayBe(file('write_service_account_key', 'Key that may change things', 'The JSON file, whole.')),
    ],
  },
  gcp_workload_identity: {
    provider: 'gcp',
    label: 'Google Cloud, by federation',
    says: 'Google trusts tokens that this Aurora signs, so there is no key to keep or lose.',
    steps: [
      'Make a workload identity pool and an OpenID Connect provider in it; docs/connect-other-clouds.md has the commands and the issuer.',
      'Let its principal impersonate a service account with the roles Viewer and Cloud Asset Viewer.',
    ],
    settings: [
      { name: 'gcpProjectId', label: 'Project id' },
      {
        name: 'workloadIdentityAudience',
        label: 'Audience',
        hint: '//iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER',
      },
      { name: 'serviceAccountEmail', label: 'Service account that reads' },
      mayBe({ name: 'writeServiceAccountEmail', label: 'Service account that may change things' }),
      regions,
    ],
    secrets: [],
  },
  ovh_application: {
    provider: 'ovh',
    label: 'OVHcloud',
    says: 'An application of the OVHcloud API, with one consumer key that reads and one that may change things.',
    steps: [
      'At eu.api.ovh.com/createToken (or ca., us.) make keys with the right GET on /*.',
      'To apply changes, make a second consumer key of the same application with all methods.',
    ],
    settings: [{ name: 'ovhEndpoint', label: 'API', hint: 'ovh-eu, ovh-ca or ovh-us.' }, regions],
    secrets: [
      hidden('application_key', 'Application key'),
      hidden('application_secret', 'Application secret'),
      hidden('consumer_key', 'Consumer key that reads'),
      mayBe(hidden('write_consumer_key', 'Consumer key that may change things')),
    ],
  },
  kubeconfig: {
    provider: 'kubernetes',
    label: 'Kubernetes',
    says: 'A cluster by its kubeconfig: read by the agent, changed by manifests that people approved.',
    steps: [
      'Make a service account with the cluster role view, and a kubeconfig with its token.',
      'To apply manifests, make a second one that may also write. Files and commands in a kubeconfig are refused: tokens and certificates have to be within.',
    ],
    settings: [],
    secrets: [
      file('kubeconfig', 'Kubeconfig that reads', 'The YAML file, whole.'),
      mayBe(file('write_kubeconfig', 'Kubeconfig that may apply', 'The YAML file, whole.')),
    ],
  },
  ssh_key: {
    provider: 'ssh',
    label: 'SSH hosts',
    says: 'A key for hosts that you run. It is checked here; plans do not use it yet.',
    steps: [
      'Make a key for Aurora alone (ssh-keygen -t ed25519), and add its public half to ~/.ssh/authorized_keys on each host.',
      'The first check tells the fingerprint that each host shows. Nobody signs in before you have accepted it.',
    ],
    settings: [file('hosts', 'Hosts', 'One a line: user@host or user@host:port.')],
    secrets: [
      file('private_key', 'Private key', 'The whole file, the one without “.pub”.'),
      mayBe(hidden('passphrase', 'Passphrase', 'Of the key, where it has one.')),
    ],
  },
};

export const credentialKinds = Object.keys(connectWords) as CredentialKind[];
