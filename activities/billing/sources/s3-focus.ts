/** FOCUS files in any bucket. One folder is one set: its files add up, and a change of any of them loads it again. */
import { dirname } from 'node:path/posix';
import { makeS3Reader, type S3Object } from './s3.ts';
import { type FileSet, type FileSource, type SourceInput, setDigest } from './source.ts';

const readable = /\.(csv|csv\.gz|parquet)$/i;

export function s3FocusSource(input: SourceInput): FileSource {
  const reader = makeS3Reader(input);
  const { prefix = '', format = 'focus' } = input.settings;
  return {
    kind: 'files',
    async discover(_months, options) {
      const objects = (await reader.list(prefix, options)).filter(({ key, bytes }) => readable.test(key) && bytes > 0);
      const folders = Map.groupBy(objects, ({ key }) => dirname(key));
      return [...folders].map(([folder, files]): FileSet => ({ ...setOf(files), key: folder, format }));
    },
    fetch: reader.fetch,
    close: reader.close,
  };
}

export const setOf = (objects: S3Object[]): Pick<FileSet, 'digest' | 'files'> => ({
  digest: setDigest(objects.flatMap(({ key, etag, bytes }) => [key, etag, bytes])),
  files: objects.map(({ key, etag, bytes }) => ({
    name: key.split('/').at(-1) ?? key,
    location: key,
    digest: etag,
    bytes,
  })),
});
