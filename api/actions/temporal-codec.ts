/**
 * Reads and writes what Temporal keeps, for whoever runs this installation. Histories of all organisations lie in one
 * namespace, and a payload does not say whose it is: so only admins of one organisation may, and it is on record.
 */
import type { Payload } from '@temporalio/common';
import type { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { isOperatorOrg } from '../../db/operator-org.ts';
import { AuroraError } from '../../platform/errors.ts';
import { keepAudit } from '../audit.ts';
import type { Parts } from '../parts.ts';
import type { TemporalPayload } from '../views/temporal-codec.ts';
import { scopeOf } from './scope.ts';

type Json = z.output<typeof TemporalPayload>;
type Needs = Pick<Parts, 'db' | 'temporal' | 'settings'>;
type Asked = { namespace: string | undefined; payloads: Json[] };

export async function decodePayloads(parts: Needs, actor: Actor, asked: Asked): Promise<Json[]> {
  await onRecord(parts, actor, 'temporal.decode', asked);
  return Promise.all(asked.payloads.map((payload) => readable(parts, payload)));
}

export async function encodePayloads(parts: Needs, actor: Actor, asked: Asked): Promise<Json[]> {
  await onRecord(parts, actor, 'temporal.encode', asked);
  return (await parts.temporal.codec.encode(asked.payloads.map(fromJson))).map(toJson);
}

/** What cannot be read says why in its place: the others are still shown. */
async function readable({ temporal }: Needs, payload: Json): Promise<Json> {
  try {
    const [decoded] = await temporal.codec.decode([fromJson(payload)]);
    return decoded ? toJson(decoded) : payload;
  } catch (error) {
    if (!(error instanceof AuroraError) || error.code !== 'not_found') throw error;
    return toJson({
      metadata: { encoding: Buffer.from('json/plain') },
      data: Buffer.from(JSON.stringify(error.userMessage)),
    });
  }
}

async function onRecord({ db, settings }: Needs, actor: Actor, action: string, { namespace, payloads }: Asked) {
  await inOrg(db, scopeOf(actor), async (tx) => {
    if (!(await isOperatorOrg(tx, actor.orgId, settings.OPERATOR_ORG))) throw notTheOperator();
    const subject = { kind: 'temporal_namespace', id: namespace ?? settings.TEMPORAL_NAMESPACE };
    await keepAudit(tx, actor, { action, subject, detail: { payloads: payloads.length } });
  });
}

const notTheOperator = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage:
      'Only admins of the organisation that runs this installation may read what Temporal keeps: it holds the work of all organisations. OPERATOR_ORG names it.',
  });

const fromJson = ({ metadata, data }: Json): Payload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
  ),
  data: Buffer.from(data ?? '', 'base64'),
});

const toJson = ({ metadata, data }: Payload): Json => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});
