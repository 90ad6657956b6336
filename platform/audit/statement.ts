/** What a checkpoint says, and how it is signed: Ed25519 over the statement as JSON with sorted keys and no spaces. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { AuroraError } from '../errors.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);

export const Statement = z.strictObject({
  v: z.literal(1),
  orgId: z.uuid(),
  /** The entry that it closes with, and its hash. */
  seq: z.number().int().positive(),
  hash: hex,
  /** Entries since the checkpoint before. */
  count: z.number().int().positive(),
  at: z.iso.datetime(),
  keyId: z.string().max(80),
  /** Hex SHA-256 of the statement before it; null for the first. */
  previous: hex.nullable(),
});
export type Statement = z.infer<typeof Statement>;

export const SignedStatement = z.strictObject({ statement: Statement, signature: z.base64() });
export type SignedStatement = z.infer<typeof SignedStatement>;

/** The same statement gives the same bytes, in whatever order its fields came. */
export const bytesOf = (statement: Statement): Buffer =>
  Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(statement).sort(([a], [b]) => (a < b ? -1 : 1)))));

export const statementHash = (statement: Statement): string =>
  createHash('sha256').update(bytesOf(statement)).digest('hex');

// RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS #8.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param seed 32 bytes */
export const privateKeyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });

/** Ed25519 takes no chance: the same key and statement give the same signature, so a repeat writes the same bytes. */
export const signStatement = (statement: Statement, key: KeyObject): SignedStatement => ({
  statement,
  signature: sign(null, bytesOf(statement), key).toString('base64'),
});

export const isSignedBy = ({ statement, signature }: SignedStatement, key: KeyObject): boolean =>
  verify(null, bytesOf(statement), key, Buffer.from(signature, 'base64'));

/** The shape of one public key, for people who check an export elsewhere. */
export const PublicKey = z.object({
  keyId: z.string(),
  algorithm: z.literal('Ed25519'),
  pem: z.string(),
  jwk: z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string() }),
});
export type PublicKey = z.infer<typeof PublicKey>;

export function publicKeyOf(keyId: string, key: KeyObject): PublicKey {
  const shared = createPublicKey(key);
  const { kty = '', crv = '', x = '' } = shared.export({ format: 'jwk' });
  const pem = shared.export({ format: 'pem', type: 'spki' }).toString();
  return { keyId, algorithm: 'Ed25519', pem, jwk: { kty, crv, x, kid: keyId } };
}

export type KnownKeys = ReadonlyMap<string, KeyObject>;

/** @throws AuroraError `bad_request` for what is no Ed25519 key */
export function knownKeys(keys: readonly PublicKey[]): KnownKeys {
  try {
    return new Map(keys.map(({ keyId, pem }) => [keyId, ed25519(createPublicKey(pem))]));
  } catch (cause) {
    const userMessage = 'One of the public keys cannot be read, so nothing can be checked with it.';
    throw new AuroraError({ code: 'bad_request', retryable: false, userMessage, cause });
  }
}

function ed25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  return key;
}
