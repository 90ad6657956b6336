/**
 * AWS Data Exports in S3: FOCUS and CUR 2.0, CSV and Parquet.
 * https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html: a manifest lies at
 * `{prefix}/{export}/metadata/BILLING_PERIOD=YYYY-MM/[{execution}/]{export}-Manifest.json` and names the files of the
 * newest whole delivery. What no manifest names is half delivered, or of an older delivery.
 */
import { z } from 'zod';
import { refuse } from '../refusal.ts';
import { makeS3Reader, type S3Object, type S3Reader } from './s3.ts';
import { setOf } from './s3-focus.ts';
import type { AskOptions, FileSet, FileSource, SourceInput } from './source.ts';

const Manifest = z.object({ dataFiles: z.array(z.string()).min(1) });
const manifestKey = /\/metadata\/BILLING_PERIOD=(\d{4}-\d\d)\/(?:([^/]+)\/)?[^/]+-Manifest\.json$/;

export function awsExportSource(input: SourceInput): FileSource {
  const reader = makeS3Reader(input);
  const { prefix = '', format = 'focus', bucket = '' } = input.settings;
  return {
    kind: 'files',
    async discover(months, options) {
      const objects = await reader.list(prefix, options);
      const byKey = new Map(objects.map((object) => [object.key, object]));
      const sets: FileSet[] = [];
      for (const { month, manifest } of newestManifests(objects)) {
        if (!months.includes(month)) continue;
        const files = await filesOf(reader, manifest, byKey, bucket, options);
        if (files) sets.push({ ...setOf(files), key: month, format, expectedPeriod: `${month}-01` });
      }
      return sets;
    },
    fetch: reader.fetch,
    close: reader.close,
  };
}

/** Of each month the last: executions are named by their time, and an export that overwrites has one without. */
function newestManifests(objects: S3Object[]): { month: string; manifest: S3Object }[] {
  const newest = new Map<string, { month: string; manifest: S3Object; execution: string }>();
  for (const manifest of objects) {
    const [, month, execution = ''] = manifestKey.exec(`/${manifest.key}`) ?? [];
    if (!month) continue;
    const known = newest.get(month);
    if (!known || known.execution <= execution) newest.set(month, { month, manifest, execution });
  }
  return [...newest.values()].sort((a, b) => a.month.localeCompare(b.month));
}

/** @returns undefined while a file that the manifest names is not there yet */
async function filesOf(
  reader: S3Reader,
  manifest: S3Object,
  byKey: Map<string, S3Object>,
  bucket: string,
  options?: AskOptions,
): Promise<S3Object[] | undefined> {
  const parsed = Manifest.safeParse(safeJson(await reader.text(manifest.key, options)));
  if (!parsed.success)
    throw refuse('bad_manifest', `The manifest ${manifest.key} does not name the files of the export.`);
  const files = parsed.data.dataFiles.map((file) => byKey.get(file.replace(`s3://${bucket}/`, '')));
  return files.every((file) => file !== undefined) ? files : undefined;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
