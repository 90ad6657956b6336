/** What Temporal keeps of a workflow, as whoever holds the key reads it, and as it lies in Temporal's database. */
import type { Payload } from '@temporalio/common';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Temporal } from '../../platform/temporal.ts';

type Json = { [name: string]: Json } | Json[] | string | number | boolean | null;

const isPayload = (value: { [name: string]: Json }) =>
  typeof value.data === 'string' && typeof value.metadata === 'object' && value.metadata !== null;

const bytes = (text: Json | undefined) => Buffer.from(String(text ?? ''), 'base64');

/** Temporal's JSON of a history: payloads are base64. */
export async function rawHistory({ client }: Temporal, workflowId: string): Promise<string> {
  return historyToJSON(await client.workflow.getHandle(workflowId).fetchHistory());
}

/** The same with every payload decrypted. */
export async function decryptedHistory(temporal: Temporal, workflowId: string): Promise<string> {
  return JSON.stringify(await decrypted(temporal, JSON.parse(await rawHistory(temporal, workflowId))));
}

/** What a leak is looked for in: the decrypted history with payloads as text, after what lies in the database. */
export async function readableHistory(temporal: Temporal, workflowId: string): Promise<string> {
  const raw = await rawHistory(temporal, workflowId);
  const opened = await decrypted(temporal, JSON.parse(raw));
  return [raw, opened].map((json) => JSON.stringify(withText(json as Json))).join('\n');
}

export const historyOf = (json: string) => historyFromJSON(JSON.parse(json));

async function decrypted(temporal: Temporal, value: Json): Promise<Json> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => decrypted(temporal, item)));
  if (typeof value !== 'object' || value === null) return value;
  if (isPayload(value)) return toJson(await decryptedPayload(temporal, value));
  const entries = Object.entries(value).map(async ([name, of]) => [name, await decrypted(temporal, of)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function decryptedPayload({ codec }: Temporal, value: { [name: string]: Json }): Promise<Payload> {
  const metadata = Object.entries(value.metadata as { [name: string]: Json }).map(([name, of]) => [name, bytes(of)]);
  const [payload] = await codec.decode([{ metadata: Object.fromEntries(metadata), data: bytes(value.data) }]);
  return payload ?? {};
}

const toJson = ({ metadata, data }: Payload): Json => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, of]) => [name, Buffer.from(of).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});

/** Base64 as text, so that a plain search finds what is in it. */
function withText(value: Json): Json {
  if (Array.isArray(value)) return value.map(withText);
  if (typeof value !== 'object' || value === null) return value;
  if (isPayload(value)) return bytes(value.data).toString();
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, withText(of)]));
}
