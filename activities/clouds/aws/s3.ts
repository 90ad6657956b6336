/** S3 buckets with what decides whether they are safe: versioning, public access block, encryption. */
import {
  type Bucket,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type PublicAccessBlockConfiguration,
  type S3Client,
  type ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import { mapWithLimit } from '../concurrency.ts';
import type { CloudResource } from '../provider.ts';
import {
  type AwsLister,
  type AwsPageRequest,
  awsResource,
  defined,
  detailConcurrency,
  isoTime,
  tagsByKey,
} from './lister.ts';
import { readPart, withGaps } from './parts.ts';

/** One listing request, and four to five small ones per bucket. */
export const buckets: AwsLister = {
  kind: 's3_bucket',
  title: 'S3 buckets',
  async page(request) {
    const { clients, region, onlyRegion, cursor, size, signal } = request;
    const listing = new ListBucketsCommand({ MaxBuckets: size, ContinuationToken: cursor, BucketRegion: onlyRegion });
    const answer = await clients.s3(region).send(listing, { abortSignal: signal });
    // What is known to lie elsewhere is not looked into: the filter is not understood everywhere.
    const here = (answer.Buckets ?? []).filter(
      ({ BucketRegion }) => !onlyRegion || !BucketRegion || BucketRegion === onlyRegion,
    );
    const found = await mapWithLimit(here, detailConcurrency, (bucket) => describe(request, bucket));
    const resources = found.filter((bucket) => !onlyRegion || bucket.region === onlyRegion);
    return { resources, cursor: answer.ContinuationToken };
  },
  async find(request, Bucket) {
    const { clients, region, signal } = request;
    const options = { abortSignal: signal };
    const { BucketRegion } = await clients.s3(region).send(new HeadBucketCommand({ Bucket }), options);
    // The listing alone tells when a bucket was made.
    const listing = new ListBucketsCommand({ Prefix: Bucket, MaxBuckets: 100 });
    const { Buckets } = await clients.s3(region).send(listing, options);
    const { CreationDate } = Buckets?.find(({ Name }) => Name === Bucket) ?? {};
    return describe(request, { Name: Bucket, BucketRegion: BucketRegion ?? region, CreationDate });
  },
};

async function describe(request: AwsPageRequest, bucket: Bucket): Promise<CloudResource> {
  const { clients, partition, signal } = request;
  const options = { abortSignal: signal };
  const Bucket = bucket.Name ?? '';
  const gaps = {};
  const region = bucket.BucketRegion ?? (await locate(clients.s3(), Bucket, gaps, signal)) ?? 'unknown';
  // A bucket answers only at the endpoint of its own region.
  const s3 = clients.s3(region === 'unknown' ? undefined : region);
  const [versioning, publicAccess, encryption, tagging] = await Promise.all([
    readPart(gaps, 'versioning', () => s3.send(new GetBucketVersioningCommand({ Bucket }), options)),
    readPart(gaps, 'publicAccessBlock', () => s3.send(new GetPublicAccessBlockCommand({ Bucket }), options), [
      'NoSuchPublicAccessBlockConfiguration',
    ]),
    readPart(gaps, 'encryption', () => s3.send(new GetBucketEncryptionCommand({ Bucket }), options), [
      'ServerSideEncryptionConfigurationNotFoundError',
    ]),
    readPart(gaps, 'tags', () => s3.send(new GetBucketTaggingCommand({ Bucket }), options), ['NoSuchTagSet']),
  ]);
  return awsResource(request, {
    kind: 's3_bucket',
    id: `arn:${partition}:s3:::${Bucket}`,
    nativeType: 'AWS::S3::Bucket',
    name: Bucket,
    region,
    tags: tagsByKey(tagging?.TagSet),
    createdAt: isoTime(bucket.CreationDate),
    attributes: defined({
      // S3 says nothing for a bucket whose versioning was never touched.
      versioning: versioning ? (versioning.Status ?? 'Off') : undefined,
      publicAccessBlock: publicAccess && publicAccessOf(publicAccess.PublicAccessBlockConfiguration),
      encryption: encryption && encryptionOf(encryption.ServerSideEncryptionConfiguration),
    }),
    ...withGaps(gaps),
  });
}

async function locate(
  s3: S3Client,
  Bucket: string,
  gaps: NonNullable<CloudResource['gaps']>,
  signal: AbortSignal | undefined,
) {
  const read = () => s3.send(new GetBucketLocationCommand({ Bucket }), { abortSignal: signal });
  const answer = await readPart(gaps, 'region', read);
  if (!answer) return undefined;
  // Two names from before regions had today's: nothing is us-east-1, and EU is eu-west-1.
  const place: string = answer.LocationConstraint ?? 'us-east-1';
  return place === 'EU' ? 'eu-west-1' : place || 'us-east-1';
}

const publicAccessOf = (block: PublicAccessBlockConfiguration = {}) => ({
  blockPublicAcls: block.BlockPublicAcls ?? false,
  ignorePublicAcls: block.IgnorePublicAcls ?? false,
  blockPublicPolicy: block.BlockPublicPolicy ?? false,
  restrictPublicBuckets: block.RestrictPublicBuckets ?? false,
});

function encryptionOf(config: ServerSideEncryptionConfiguration | undefined) {
  const rule = config?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  return rule ? defined({ algorithm: rule.SSEAlgorithm, kmsKeyId: rule.KMSMasterKeyID }) : null;
}
