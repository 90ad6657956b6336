/**
 * Whom Aurora is in a Google Cloud project: a service account by its key, or one that it stands for by federation.
 *
 * Federation needs no key of Google's. Aurora signs a token that says "aurora-read" or "aurora-write" with a key of the
 * connection's own; the public half is what people upload to their pool's provider. The issuer can never be resolved
 * (RFC 2606): a provider without that upload trusts nobody, instead of whoever gets hold of a name.
 */
import { createECDH, createPrivateKey } from 'node:crypto';
import { type JWK, SignJWT } from 'jose';
import { gcpFailures } from '../../inventory/gcp/failures.ts';
import { type GcpKey, readGcpKey } from '../../inventory/gcp/key.ts';
import type { Fields } from '../credential-fields.ts';
import type { CredentialPurpose } from '../credentials.ts';

export const federationIssuer = 'https://aurora.invalid';
const keyId = 'aurora';

export type GcpFederation = {
  kind: 'federation';
  audience: string;
  email: string;
  subject: 'aurora-read' | 'aurora-write';
  key: string;
};
export type GcpIdentity = { kind: 'key'; email: string; key: GcpKey } | GcpFederation;

/**
 * @param fields see `credentialFields`
 * @returns null when there is none for this purpose
 * @throws AuroraError `credentials_rejected` for a key that cannot be read
 */
export function gcpIdentity(fields: Fields, purpose: CredentialPurpose): GcpIdentity | null {
  const before = purpose === 'read' ? '' : 'write_';
  if (fields.federation_key) {
    const email = fields[`${before}service_account_email`];
    if (!email) return null;
    const { audience = '', federation_key: key } = fields;
    return { kind: 'federation', audience, email, subject: `aurora-${purpose}`, key };
  }
  const text = fields[`${before}service_account_key`];
  if (!text) return null;
  const key = readGcpKey({ service_account_key: text });
  return { kind: 'key', email: key.client_email, key };
}

/** What people upload (`--jwk-json-path`): nothing secret. */
export const federationKeys = ({ key }: GcpFederation): string => {
  const { d: _, ...open } = jwkOf(key);
  return JSON.stringify({ keys: [{ ...open, kid: keyId, alg: 'ES256', use: 'sig' }] });
};

export const federationToken = ({ key, audience, subject }: GcpFederation): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'JWT' })
    .setIssuer(federationIssuer)
    .setSubject(subject)
    .setAudience(`https:${audience}`)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(createPrivateKey({ key: jwkOf(key), format: 'jwk' }));

/** Any 32 bytes but a vanishing few are a private key of P-256. */
function jwkOf(key: string): JWK & { d: string } {
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(Buffer.from(key, 'base64url'));
  } catch {
    throw gcpFailures.rejected('invalid', 'The key of this federation cannot be used. Connect the project again.');
  }
  const point = curve.getPublicKey();
  const part = (from: number) => point.subarray(from, from + 32).toString('base64url');
  return { kty: 'EC', crv: 'P-256', x: part(1), y: part(33), d: key };
}
