/** Every place where a secret could have been left, as text to search: read whole, and decoded where it is coded. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Payload } from '@temporalio/common';
import type { WorkerDeps } from '../../activities/deps.ts';
import { getSealed } from '../../activities/terraform/steps/sealed-plan.ts';
import { readZipEntry } from '../../activities/terraform/zip.ts';
import { inOrg } from '../../db/client.ts';
import { findRun } from '../../db/runs.ts';
import type { Config } from '../../platform/config.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { connectSuperuser } from '../support/superuser.ts';

export type Haystack = { where: string; text: string };

/** As it is, and as base64 and hex show it wherever it begins. */
export function variantsOf(needle: string): string[] {
  const bytes = Buffer.from(needle);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // What depends on the neighbours of the needle is cut off.
    return text.slice(shift === 0 ? 0 : shift + 1, (bytes.length + shift) % 3 === 0 ? undefined : -4);
  });
  return [needle, bytes.toString('hex'), ...base64];
}

/** @returns where the needle is, without repeats and without showing it */
export function placesOf(needle: string, haystacks: Haystack[]): string[] {
  const variants = variantsOf(needle);
  const found = haystacks.filter(({ text }) => variants.some((variant) => text.includes(variant)));
  return [...new Set(found.map(({ where }) => where))].sort();
}

/** Rows of all tables of all organisations: as the superuser, whom row-level security does not bind. */
export async function postgresRows(dataDir: string, appUrl: string): Promise<Haystack[]> {
  const client = await connectSuperuser(dataDir, appUrl);
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const found: Haystack[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
      found.push({ where: `postgres ${name}`, text: rows.map(({ text }) => text).join('\n') });
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Histories of all workflows, as Temporal keeps them and as a worker reads them. */
export async function histories({ client, codec }: Temporal): Promise<Haystack[]> {
  const found: Haystack[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const payloads = payloadsIn(history);
    const decoded = await Promise.all(payloads.map((payload) => codec.decode([payload])));
    const texts = [...payloads, ...decoded.flat()].map(({ data }) => Buffer.from(data ?? []).toString('latin1'));
    found.push({ where: 'history', text: [JSON.stringify(history), ...texts].join('\n') });
  }
  return found;
}

function payloadsIn(node: unknown): Payload[] {
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return [];
  if ('data' in node && 'metadata' in node && ArrayBuffer.isView(node.data)) return [node as Payload];
  return Object.values(node).flatMap(payloadsIn);
}

/** Logs of every part, Temporal's own database, and what runs left in their folders. */
export const files = (dataDir: string): Haystack[] =>
  globSync(['logs/*', 'temporal.sqlite*', 'work/runs/**/*.{tf,json,log,hcl}'], {
    cwd: dataDir,
    exclude: (path) => path.endsWith('.terraform'),
  }).map((path) => ({ where: `file ${path}`, text: readFileSync(join(dataDir, path), 'latin1') }));

export async function objects(config: Config): Promise<Haystack[]> {
  const s3 = s3Of(config);
  const found: Haystack[] = [];
  for (const Bucket of [config.S3_BUCKET, config.S3_STATE_BUCKET]) {
    let after: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: after }));
      for (const { Key = '' } of page.Contents ?? []) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        found.push({ where: `object ${Bucket}`, text: `${Key}\n${decoded(bytes)}` });
      }
      after = page.NextContinuationToken;
    } while (after);
  }
  return found;
}

export const s3Of = (config: Config) =>
  new S3Client({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY },
  });

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;
const decoded = (bytes: Buffer) => (isGzip(bytes) ? gunzipSync(bytes) : bytes).toString('latin1');

/** A plan as it was sealed: its file unpacked, and its JSON. */
export async function sealedPlan(
  { db, ...deps }: Pick<WorkerDeps, 'db' | 'secrets' | 'storage'>,
  { orgId, runId }: { orgId: string; runId: string },
): Promise<Haystack[]> {
  const run = await inOrg(db, { orgId }, (tx) => findRun(tx, runId));
  const { plan, planJson } = await getSealed(deps, run, run.seal?.planSha256 ?? '');
  const entries = planEntries.map((name) => Buffer.from(readZipEntry(plan, name) ?? []).toString('latin1'));
  return [
    { where: 'plan', text: entries.join('\n') },
    { where: 'plan JSON', text: JSON.stringify(planJson) },
  ];
}

const planEntries = ['tfplan', 'tfstate', 'tfstate-prev', 'tfconfig/modules.json', 'tfconfig/m-/s3.tf'];
