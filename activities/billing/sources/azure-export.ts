/**
 * Azure cost exports (FOCUS; CSV, CSV.gz, Parquet) in a blob container.
 * https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports: each delivery lies at
 * `{root}/{export}/{YYYYMMDD-YYYYMMDD}/[{run}/]`, with a `manifest.json` that names its blobs and counts its rows. The
 * newest manifest of a month is the whole month.
 */
import type { Readable } from 'node:stream';
import { ClientSecretCredential } from '@azure/identity';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { z } from 'zod';
import { toFile } from '../../../platform/storage/streams.ts';
import { readAzureSecret } from '../../inventory/azure/credential.ts';
import { refuse } from '../refusal.ts';
import { changedMeanwhile, missingSetting, sourceFailure } from './failures.ts';
import { type FileSet, type FileSource, type SourceInput, setDigest } from './source.ts';

const Manifest = z.object({
  runInfo: z.object({ endDate: z.string(), startDate: z.string(), submittedTime: z.string().default('') }),
  blobs: z
    .array(z.object({ blobName: z.string(), byteCount: z.number().optional(), dataRowCount: z.number().optional() }))
    .min(1),
});
type Manifest = z.output<typeof Manifest>;

export function azureExportSource({ secret, settings, endpoint }: SourceInput): FileSource {
  const { storageAccount, container, prefix = '', format = 'focus' } = settings;
  if (!storageAccount || !container) throw missingSetting('which storage account and container');
  const url = endpoint ? `${endpoint}/${storageAccount}` : `https://${storageAccount}.blob.core.windows.net`;
  const blobs = serviceOf(url, storageAccount, secret).getContainerClient(container);

  const asked = async <T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      const status = (error as { statusCode?: number }).statusCode;
      throw status === undefined && !/Rest/.test(String((error as Error).name))
        ? error
        : sourceFailure('Azure', 'cost exports', { status, cause: error });
    }
  };

  async function setOf(manifest: Manifest, month: string, etags: Map<string, string>): Promise<FileSet | undefined> {
    const files = manifest.blobs.map(({ blobName, byteCount }) => ({
      name: blobName.split('/').at(-1) ?? blobName,
      location: blobName,
      digest: etags.get(blobName) ?? null,
      bytes: byteCount ?? null,
    }));
    // Half delivered: the manifest may be there before the last of its blobs.
    if (files.some(({ digest }) => digest === null)) return undefined;
    const counts = manifest.blobs.map(({ dataRowCount }) => dataRowCount);
    const expectedRows = counts.every((count) => count !== undefined)
      ? counts.reduce((all, one) => all + one, 0)
      : undefined;
    const digest = setDigest(files.flatMap((file) => [file.location, file.digest]));
    return { key: month, digest, format, files, expectedPeriod: `${month}-01`, expectedRows };
  }

  return {
    kind: 'files',
    discover: (months, { signal } = {}) =>
      asked(async () => {
        const etags = new Map<string, string>();
        for await (const blob of blobs.listBlobsFlat({ prefix, abortSignal: signal })) {
          etags.set(blob.name, blob.properties.etag ?? '');
        }
        const newest = new Map<string, Manifest>();
        for (const name of etags.keys()) {
          if (!name.endsWith('/manifest.json')) continue;
          const text = await blobs.getBlobClient(name).downloadToBuffer(0, undefined, { abortSignal: signal });
          const manifest = readManifest(String(text), name);
          const month = manifest.runInfo.startDate.slice(0, 7);
          const known = newest.get(month);
          if (!known || known.runInfo.submittedTime <= manifest.runInfo.submittedTime) newest.set(month, manifest);
        }
        const sets = await Promise.all(
          [...newest].filter(([month]) => months.includes(month)).map(([month, one]) => setOf(one, month, etags)),
        );
        return sets.filter((set) => set !== undefined);
      }, signal),
    fetch: (file, path, { signal } = {}) =>
      asked(async () => {
        try {
          const options = { abortSignal: signal, conditions: file.digest ? { ifMatch: file.digest } : undefined };
          const { readableStreamBody } = await blobs.getBlobClient(file.location).download(0, undefined, options);
          return await toFile(readableStreamBody as Readable, path, signal);
        } catch (error) {
          if ((error as { statusCode?: number }).statusCode === 412) throw changedMeanwhile(file.name);
          throw error;
        }
      }, signal),
    close: () => undefined,
  };
}

/** With the account's key where there is one; else as the application, which needs Storage Blob Data Reader. */
function serviceOf(url: string, account: string, secret: Record<string, string>): BlobServiceClient {
  const options = { retryOptions: { maxTries: 2 } };
  if (secret.storage_account_key) {
    return new BlobServiceClient(url, new StorageSharedKeyCredential(account, secret.storage_account_key), options);
  }
  const { tenant_id, client_id, client_secret } = readAzureSecret(secret);
  return new BlobServiceClient(url, new ClientSecretCredential(tenant_id, client_id, client_secret), options);
}

function readManifest(text: string, name: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(text));
  } catch {
    throw refuse('bad_manifest', `The manifest ${name} does not name the blobs of the export.`);
  }
}
