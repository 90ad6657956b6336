import { needed } from './failures.ts';
import type { SourceInput } from './source.ts';

/** For a client of AWS' SDK, which asks a role's connection again before a session ends. */
export const awsKeysOf = ({ secret, renew }: Pick<SourceInput, 'secret' | 'renew'>) =>
  renew ?? {
    accessKeyId: needed(secret, 'read_access_key_id'),
    secretAccessKey: needed(secret, 'read_secret_access_key'),
    sessionToken: secret.session_token,
  };
