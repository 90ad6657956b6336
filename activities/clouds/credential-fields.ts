/**
 * One set of names for what a connection's credentials consist of, whoever reads them: the inventory, a check, Terraform.
 *
 * Vault holds what is secret, the row what is not; older connections hold the ids beside the secret, which still counts.
 * What may write has names of its own (`write_…`), and nothing ever stands in for it.
 */
import type { ConnectionSettings, CredentialKind } from '../../db/model/connections.ts';
import type { Secrets } from '../../platform/secrets/vault.ts';

export type Fields = Record<string, string>;

type NamedSettings = Partial<Record<CredentialKind, Record<string, keyof ConnectionSettings>>>;

const named: NamedSettings = {
  azure_service_principal: {
    tenant_id: 'tenantId',
    client_id: 'clientId',
    write_client_id: 'writeClientId',
    subscription_id: 'subscriptionId',
  },
  gcp_service_account: { project_id: 'gcpProjectId' },
  gcp_workload_identity: {
    project_id: 'gcpProjectId',
    audience: 'workloadIdentityAudience',
    service_account_email: 'serviceAccountEmail',
    write_service_account_email: 'writeServiceAccountEmail',
  },
  ovh_application: { endpoint: 'ovhEndpoint' },
};

export type CredentialPlace = { id: string; credential: CredentialKind; settings: ConnectionSettings };

/** @param secret as Vault holds it */
export async function credentialFields(
  secrets: Pick<Secrets, 'dataKey'>,
  { id, credential, settings }: CredentialPlace,
  secret: Fields,
  options: { signal?: AbortSignal } = {},
): Promise<Fields> {
  const names = Object.entries(named[credential] ?? {});
  const shown = names.flatMap(([name, setting]) => {
    const value = settings[setting];
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  const fields = { ...secret, ...Object.fromEntries(shown) };
  if (credential !== 'gcp_workload_identity') return fields;
  return { ...fields, federation_key: await federationKey(secrets, id, options) };
}

/** Made once for each connection and kept in Vault: nobody ever hands it over, and no two connections share it. */
async function federationKey(secrets: Pick<Secrets, 'dataKey'>, id: string, options: { signal?: AbortSignal }) {
  const { key } = await secrets.dataKey(`federation-${id}`, options);
  try {
    return key.toString('base64url');
  } finally {
    key.fill(0);
  }
}
