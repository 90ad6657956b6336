/**
 * Encrypts what Temporal keeps: arguments, results, signals, failures, memos, heartbeats and answers to queries.
 *
 * A payload becomes `binary/encrypted` with the id of its key in the metadata and, as data, a nonce of 12 random bytes, the
 * AES-256-GCM ciphertext of the whole payload, and its tag of 16 bytes. The additional data binds format and key id.
 * Workflow and namespace are not bound: Temporal's page, which has them decoded, does not say of which they are.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { Logger } from './log.ts';
import type { Secrets } from './secrets/vault.ts';
import { makeTemporalKeys, type TemporalKey, type TemporalKeysOptions, unreadable } from './temporal-keys.ts';

const { Payload: PayloadProto } = proto.temporal.api.common.v1;

const encoding = 'binary/encrypted';
const nonceBytes = 12;
const tagBytes = 16;
const cipher = 'aes-256-gcm';

/** Loaded by path, also into the workflows' sandbox: messages and stack traces of failures become payloads too. */
export const failureConverterPath = new URL('../workflows/failure-converter.ts', import.meta.url).pathname;

export type TemporalCodec = {
  /** Without a key it fails within seconds, in words: somebody waits. */
  forClients: DataConverter;
  /** Without a key it waits: a worker that cannot encrypt even its failure would end. */
  forWorkers: DataConverter;
  /** @throws AuroraError when a payload is altered, or its key cannot be had */
  decode(payloads: Payload[]): Promise<Payload[]>;
  encode(payloads: Payload[]): Promise<Payload[]>;
  close(): void;
};

export function makeTemporalCodec(
  secrets: Pick<Secrets, 'dataKey'>,
  log: Logger,
  options: TemporalKeysOptions = {},
): TemporalCodec {
  const keys = makeTemporalKeys(secrets, log, options);
  const decode = (payloads: Payload[]) => Promise.all(payloads.map(open));

  async function open(payload: Payload): Promise<Payload> {
    // Histories from before there was a codec stay readable.
    if (textIn(payload, 'encoding') !== encoding) return payload;
    const { id, key } = await keys.byId(textIn(payload, 'encryption-key-id'));
    return PayloadProto.decode(decrypt(key, id, payload.data ?? new Uint8Array()));
  }

  const codecWith = (keyNow: () => Promise<TemporalKey>): PayloadCodec => ({
    async encode(payloads) {
      if (payloads.length === 0) return payloads;
      const { id, key } = await keyNow();
      return payloads.map((payload) => ({
        metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(id) },
        data: encrypt(key, id, PayloadProto.encode(payload).finish()),
      }));
    },
    decode,
  });

  const forClients = codecWith(keys.newest);
  return {
    forClients: { failureConverterPath, payloadCodecs: [forClients] },
    forWorkers: { failureConverterPath, payloadCodecs: [codecWith(keys.newestAtLast)] },
    decode,
    encode: forClients.encode,
    close: keys.close,
  };
}

const textIn = ({ metadata }: Payload, name: string): string => Buffer.from(metadata?.[name] ?? []).toString();

const bound = (keyId: string) => Buffer.from(`aurora temporal payload 1 ${keyId}`);

function encrypt(key: KeyObject, keyId: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(bound(keyId));
  return Buffer.concat([nonce, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
}

function decrypt(key: KeyObject, keyId: string, data: Uint8Array): Uint8Array {
  if (data.length < nonceBytes + tagBytes) throw altered();
  const opening = createDecipheriv(cipher, key, data.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(bound(keyId))
    .setAuthTag(data.subarray(-tagBytes));
  try {
    return Buffer.concat([opening.update(data.subarray(nonceBytes, -tagBytes)), opening.final()]);
  } catch {
    throw altered();
  }
}

const altered = () => unreadable('It was altered, or encrypted by another installation.');
