/**
 * How Terraform's providers of other clouds know who they are: by environment variables, these and no others.
 *
 * A cloud's credentials are there only where the project's files name its provider, so that a change in one account
 * never carries the keys of another. Plans get those that read, apply those that may change things.
 */
import type { ConnectionProvider } from '../../db/model/connections.ts';
import type { Connection } from '../../db/projects.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { RevisionFiles } from '../../platform/revision-files.ts';
import { credentialFields, type Fields } from '../clouds/credential-fields.ts';
import type { CredentialPurpose } from '../clouds/credentials.ts';
import { gcpIdentity } from '../clouds/gcp/identity.ts';
import { tokenSource } from '../clouds/gcp/token-source.ts';
import type { WorkerDeps } from '../deps.ts';
import { secretOf } from '../inventory/open.ts';
import { cloudProviders } from './cloud-providers.ts';

type Cloud = {
  names: string[];
  environment(fields: Fields, purpose: CredentialPurpose, signal: AbortSignal): Promise<Fields | null>;
};

const clouds: Partial<Record<ConnectionProvider, Cloud>> = {
  azure: {
    names: [
      'ARM_TENANT_ID',
      'ARM_SUBSCRIPTION_ID',
      'ARM_CLIENT_ID',
      'ARM_CLIENT_SECRET',
      'ARM_USE_CLI',
      'ARM_USE_MSI',
      'ARM_RESOURCE_PROVIDER_REGISTRATIONS',
      'ARM_SKIP_PROVIDER_REGISTRATION',
    ],
    environment: async (fields, purpose) => azureEnvironment(fields, purpose === 'read' ? '' : 'write_'),
  },
  gcp: {
    names: ['GOOGLE_CREDENTIALS', 'GOOGLE_OAUTH_ACCESS_TOKEN', 'GOOGLE_PROJECT'],
    environment: gcpEnvironment,
  },
  ovh: {
    names: ['OVH_ENDPOINT', 'OVH_APPLICATION_KEY', 'OVH_APPLICATION_SECRET', 'OVH_CONSUMER_KEY'],
    environment: async (fields, purpose) => ovhEnvironment(fields, purpose === 'read' ? '' : 'write_'),
  },
};

/**
 * @throws AuroraError `credentials_rejected` when a cloud that the files name has no credentials for this purpose, or
 *   does not take them; retryable when Vault or Google cannot be asked
 */
export async function cloudEnvironment(
  { secrets }: Pick<WorkerDeps, 'secrets'>,
  { connections, files, purpose }: { connections: Connection[]; files: RevisionFiles; purpose: CredentialPurpose },
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const named = Object.values(files).join('\n');
  const all: Record<string, string> = {};
  for (const connection of connections) {
    const cloud = clouds[connection.provider];
    if (!cloud || !cloudProviders[connection.provider]?.words.test(named)) continue;
    const secret = await secretOf(secrets, connection.secretRef, signal);
    const fields = await credentialFields(secrets, connection, secret, { signal });
    const environment = await cloud.environment(fields, purpose, signal);
    if (!environment) throw missing(connection.name, purpose);
    Object.assign(all, allowedOnly(environment, cloud.names));
  }
  return all;
}

function allowedOnly(environment: Fields, names: string[]): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => names.includes(name));
  // A NUL would end the value early, for whoever reads it.
  if (kept.some(([, value]) => value.includes('\0'))) throw odd();
  return Object.fromEntries(kept);
}

/** Registering resource providers is a change, which no plan makes and people rarely mean. */
function azureEnvironment(fields: Fields, before: '' | 'write_'): Fields | null {
  const { tenant_id, subscription_id, [`${before}client_id`]: clientId, [`${before}client_secret`]: secret } = fields;
  if (!tenant_id || !subscription_id || !clientId || !secret) return null;
  return {
    ARM_TENANT_ID: tenant_id,
    ARM_SUBSCRIPTION_ID: subscription_id,
    ARM_CLIENT_ID: clientId,
    ARM_CLIENT_SECRET: secret,
    ARM_USE_CLI: 'false',
    ARM_USE_MSI: 'false',
    ARM_RESOURCE_PROVIDER_REGISTRATIONS: 'none',
    ARM_SKIP_PROVIDER_REGISTRATION: 'true',
  };
}

/** Only what is the key's own: a file may name other addresses to send it to. */
async function gcpEnvironment(fields: Fields, purpose: CredentialPurpose, signal: AbortSignal): Promise<Fields | null> {
  const identity = gcpIdentity(fields, purpose);
  if (!identity || !fields.project_id) return null;
  const project = { GOOGLE_PROJECT: fields.project_id };
  if (identity.kind === 'key') {
    const file = { ...identity.key, token_uri: 'https://oauth2.googleapis.com/token' };
    return { ...project, GOOGLE_CREDENTIALS: JSON.stringify(file) };
  }
  const authorization = await tokenSource(identity).authorization(signal);
  return { ...project, GOOGLE_OAUTH_ACCESS_TOKEN: authorization.replace('Bearer ', '') };
}

function ovhEnvironment(fields: Fields, before: '' | 'write_'): Fields | null {
  const { endpoint = 'ovh-eu', application_key, application_secret, [`${before}consumer_key`]: consumer } = fields;
  if (!application_key || !application_secret || !consumer) return null;
  return {
    OVH_ENDPOINT: endpoint,
    OVH_APPLICATION_KEY: application_key,
    OVH_APPLICATION_SECRET: application_secret,
    OVH_CONSUMER_KEY: consumer,
  };
}

const rejected = (userMessage: string) =>
  new AuroraError({ code: 'credentials_rejected', retryable: false, userMessage });

const missing = (name: string, purpose: CredentialPurpose) =>
  rejected(
    purpose === 'write'
      ? `The connection "${name}" holds no credentials that may change the account, so nothing can be applied with it. Add them to the connection.`
      : `The connection "${name}" holds no credentials to read the account with. Give it new ones.`,
  );

const odd = () => rejected('The stored credentials of a connection hold characters that none has. Enter them again.');
