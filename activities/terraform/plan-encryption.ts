/**
 * Encrypts a plan before it leaves the worker: it holds every secret of the configuration in clear.
 *
 * Layout: "AURORAP1", one byte for the length of the key id, the key id (ASCII), 12 bytes nonce, ciphertext, 16 bytes tag.
 * AES-256-GCM; header and run id are authenticated, so a plan cannot be moved to another run.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AuroraError } from '../../platform/errors.ts';

/** 32 bytes and the name they are found by later: letters, digits, `_`, `.`, `-`, at most 200. */
export type PlanKey = { id: string; bytes: Uint8Array };

const magic = Buffer.from('AURORAP1');
const nonceBytes = 12;
const tagBytes = 16;

export function encryptPlan(plan: Uint8Array, key: PlanKey, runId: string): Uint8Array {
  const header = headerOf(key);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
  cipher.setAAD(Buffer.concat([header, Buffer.from(runId)]));
  return Buffer.concat([header, nonce, cipher.update(plan), cipher.final(), cipher.getAuthTag()]);
}

/**
 * @param key the key, or how to find it by its id
 * @throws AuroraError `plan_tampered` when a byte, the key or the run is another than at sealing
 */
export function decryptPlan(sealed: Uint8Array, key: PlanKey | ((id: string) => PlanKey), runId: string): Uint8Array {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const id = keyIdOf(bytes);
  const found = typeof key === 'function' ? key(id) : key;
  const header = headerOf({ ...found, id });
  const body = bytes.subarray(header.length);
  if (body.length < nonceBytes + tagBytes) throw tampered();
  try {
    const decipher = createDecipheriv('aes-256-gcm', found.bytes, body.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.concat([header, Buffer.from(runId)]));
    decipher.setAuthTag(body.subarray(-tagBytes));
    return Buffer.concat([decipher.update(body.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw tampered(cause);
  }
}

/** The id of the key a sealed plan was encrypted with. */
export function keyIdOf(sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const length = bytes[magic.length] ?? 0;
  const id = bytes.subarray(magic.length + 1, magic.length + 1 + length).toString('latin1');
  if (!bytes.subarray(0, magic.length).equals(magic) || !keyName.test(id)) throw tampered();
  return id;
}

const keyName = /^[0-9A-Za-z_.@-]{1,200}$/;

function headerOf({ id, bytes }: PlanKey): Buffer {
  if (!keyName.test(id) || bytes.length !== 32) throw new RangeError('a plan key has 32 bytes and a short ASCII id');
  return Buffer.concat([magic, Buffer.from([id.length]), Buffer.from(id)]);
}

const tampered = (cause?: unknown) =>
  new AuroraError({
    code: 'plan_tampered',
    retryable: false,
    userMessage:
      'The stored plan was changed, or belongs to another run: it does not decrypt. Nothing was applied. Plan again, and find out who can write to the plan bucket.',
    cause,
  });
