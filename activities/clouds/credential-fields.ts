/**
 * One set of names for what a connection's credentials consist of, whoever reads them: the inventory, a check, Terraform.
 *
 * Vault holds what is secret, the row what is not; older connections hold the ids beside the secret, which still counts.
 * What may write has names of its own (`write_…`), and nothing ever stands in for it.
 */
import { createHmac } from 'node:crypto';
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

export type CredentialPlace = { orgId: string; id: string; credential: CredentialKind; settings: ConnectionSettings };

/** @param secret as Vault holds it */
export async function credentialFields(
  secrets: Pick<Secrets, 'dataKey'>,
  { orgId, id, credential, settings }: CredentialPlace,
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
  return { ...fields, federation_key: await federationKey(secrets, `${orgId}:${id}`, options) };
}

/**
 * Of this connection alone, made from a key in Vault: nobody ever hands it over, and what one pool trusts is of no use
 * to another organisation. The first version for ever, because people uploaded its public half.
 */
async function federationKey(secrets: Pick<Secrets, 'dataKey'>, of: string, options: { signal?: AbortSignal }) {
  await secrets.dataKey('federation-gcp', options);
  const { key } = await secrets.dataKey('federation-gcp@1', options);
  return createHmac('sha256', key).update(of).digest('base64url');
}
