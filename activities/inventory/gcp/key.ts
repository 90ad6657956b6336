/**
 * A service account's key, as Google gives it for download. Nothing else is taken: `external_account` files name
 * commands, files and URLs that Google's libraries would run, read and call on the worker.
 */
import { createPrivateKey } from 'node:crypto';
import { googleAuthLibrary } from 'google-gax';
import { z } from 'zod';
import { gcpFailures } from './failures.ts';

const Key = z.object({
  type: z.literal('service_account'),
  client_email: z.email(),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
});
export type GcpKey = z.infer<typeof Key>;

const mostCharacters = 64 * 1024;

/** @throws AuroraError `credentials_rejected` that says nothing of what is in the key */
export function readGcpKey(secret: Record<string, string>): GcpKey {
  const parsed = Key.safeParse(asJson(secret.service_account_key));
  if (!parsed.success) {
    throw gcpFailures.rejected(
      'missing',
      'The Google Cloud credentials of this connection are no key of a service account. Make a JSON key for one and enter the whole file.',
    );
  }
  try {
    createPrivateKey(parsed.data.private_key);
  } catch {
    throw gcpFailures.rejected(
      'invalid',
      'The private key of this Google Cloud connection cannot be read. Enter the whole file again.',
    );
  }
  return parsed.data;
}

function asJson(text: string | undefined): unknown {
  if (!text || text.length > mostCharacters) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const scope = 'https://www.googleapis.com/auth/cloud-platform';

/** Tokens that the key signs itself, good for an hour: Google is not asked for them, so no address in the file counts. */
export function tokenSource({ client_email, private_key, private_key_id }: GcpKey) {
  const make = () => new googleAuthLibrary.JWTAccess(client_email, private_key, private_key_id);
  let access = make();
  return {
    authorization: (): string =>
      access.getRequestHeaders('https://cloudasset.googleapis.com/', undefined, scope).get('authorization') ?? '',
    forget() {
      access = make();
    },
  };
}
