/** From a connection's reference to keys, inside the activity that needs them and nowhere else. */
import { AuroraError } from '../../platform/errors.ts';
import type { Secrets } from '../../platform/secrets/vault.ts';

/** `expiration` and `roleArn` of a session: keys without one are good until people take them away. */
export type AwsKeys = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
  roleArn?: string;
};

/** Gives keys that are good for a while yet: the same ones until they come to their end, then others. */
export type RenewKeys = () => Promise<AwsKeys>;

/** What a connection's row says about where its account is reached. `endpoint` is set for emulated accounts only. */
export type CloudPlace = { region: string; endpoint?: string };

/**
 * The keys of now, and for a role where the next ones come from: what works for more than minutes asks `renew`.
 * Never log, return from an activity, or show to a model.
 */
export type CloudCredentials = AwsKeys & CloudPlace & { renew?: RenewKeys };

/** `write` is for `apply` in a provisioning run alone: everything else reads. */
export type CredentialPurpose = 'read' | 'write';

/**
 * A connection's secret in Vault holds `read_access_key_id`, `read_secret_access_key`, `write_access_key_id`,
 * `write_secret_access_key` and, for temporary keys, `session_token` (which then goes with both pairs).
 * Only the pair that was asked for leaves this function. A read never falls back to the write pair: a connection
 * without read keys is broken, and must not quietly read with the power to change things.
 *
 * @param secretRef such as `vault:kv/data/aurora/users/aws-token-123`
 * @throws AuroraError `credentials_rejected` when the connection has no such pair (people must act),
 *   `not_found` when the secret is gone, `dependency_unavailable` (retryable) when Vault cannot be asked
 */
export async function resolveCredentials(
  secrets: Pick<Secrets, 'read'>,
  secretRef: string,
  purpose: CredentialPurpose,
  place: CloudPlace,
  options: { signal?: AbortSignal } = {},
): Promise<CloudCredentials> {
  return credentialsOf(await secrets.read(secretRef, options), purpose, place);
}

/** The same for a secret that is at hand. */
export function credentialsOf(
  secret: Record<string, string>,
  purpose: CredentialPurpose,
  place: CloudPlace,
): CloudCredentials {
  const accessKeyId = secret[`${purpose}_access_key_id`];
  const secretAccessKey = secret[`${purpose}_secret_access_key`];
  if (!accessKeyId || !secretAccessKey) throw missing(purpose);
  return {
    accessKeyId,
    secretAccessKey,
    ...(secret.session_token ? { sessionToken: secret.session_token } : {}),
    region: place.region,
    ...(place.endpoint ? { endpoint: place.endpoint } : {}),
  };
}

const missing = (purpose: CredentialPurpose) =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage:
      purpose === 'write'
        ? 'This connection holds no keys that may change the account, so nothing can be applied with it. Add write keys to the connection.'
        : 'This connection holds no keys to read the account with. Add read keys to the connection.',
    details: { reason: 'missing', purpose },
  });
