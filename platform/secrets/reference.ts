/**
 * References to secrets, which is all that the database, history and logs ever hold of them.
 *
 * `vault:kv/data/{mount}/{path}`: `vault:kv/data` names the store, its engine (KV v2) and that engine's data; the next
 * segment is where the engine is mounted (`VAULT_KV_MOUNT`, `aurora`); the rest is the path below it. So
 * `vault:kv/data/aurora/users/aws-token-123` is read at `/v1/aurora/data/users/aws-token-123`.
 */
import { AuroraError } from '../errors.ts';

export type SecretReference = { mount: string; path: string };

const prefix = 'vault:kv/data/';
const mountPattern = /^[0-9A-Za-z_-]{1,64}$/;
// A path goes into a URL unescaped: anything that could leave its place there (`..`, `?`, `%`) is refused, not encoded.
const segmentPattern = /^(?!\.{1,2}$)[0-9A-Za-z_.@=-]{1,128}$/;
const maxLength = 512;

/** @throws AuroraError `bad_request` that does not repeat what was given: it may be a secret pasted by mistake */
export function parseReference(reference: string): SecretReference {
  if (!reference.startsWith(prefix) || reference.length > maxLength) throw notAReference();
  const [mount, ...segments] = reference.slice(prefix.length).split('/');
  const path = segments.join('/');
  if (mount === undefined || !isMount(mount) || !isSecretPath(path)) throw notAReference();
  return { mount, path };
}

/** @throws AuroraError `bad_request` */
export function formatReference({ mount, path }: SecretReference): string {
  const reference = `${prefix}${mount}/${path}`;
  if (!isMount(mount) || !isSecretPath(path) || reference.length > maxLength) throw notAReference();
  return reference;
}

export const isMount = (mount: string): boolean => mountPattern.test(mount);

export const isSecretPath = (path: string): boolean => path.split('/').every((segment) => segmentPattern.test(segment));

const notAReference = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: `This is not a reference to a secret. References look like ${prefix}aurora/users/aws-token-123.`,
  });
