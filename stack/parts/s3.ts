/** SeaweedFS as S3: one process with master, volume server, filer and gateway. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { type Part, portOf, type StackContext } from '../part.ts';
import { httpStatus } from '../probe.ts';
import { venvBin } from '../python.ts';

const buckets = { aurora: 'aurora', states: 'terraform-state' };

const s3Url = (context: StackContext) => `http://127.0.0.1:${portOf(context, 's3')}`;

function clientOf(context: StackContext): S3Client {
  return new S3Client({
    endpoint: s3Url(context),
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: {
      accessKeyId: context.secrets.s3AccessKeyId,
      secretAccessKey: context.secrets.s3SecretAccessKey,
    },
  });
}

/** Every port is given: the defaults of a second checkout would be the same, and the gRPC ones are the HTTP ones + 10,000. */
function portFlags(context: StackContext): string[] {
  return ['master', 'volume', 'filer', 's3', 'admin'].flatMap((name) => {
    const http = portOf(context, name === 's3' ? 's3' : `s3-${name}`);
    return [`-${name}.port=${http}`, `-${name}.port.grpc=${portOf(context, `s3-${name}-grpc`)}`];
  });
}

/**
 * The gateway listens before it knows its keys, and lists buckets before the volume server, which has the bytes, has
 * joined: only an object that was written and read back is a yes.
 */
async function ready(context: StackContext): Promise<boolean> {
  if ((await httpStatus(`${s3Url(context)}/status`)) === 0) return false;
  const client = clientOf(context);
  const within = { abortSignal: AbortSignal.timeout(3000) };
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}), within);
    if (!Buckets.some(({ Name }) => Name === buckets.aurora)) return true; // the first start: `settle` makes them
    const probe = { Bucket: buckets.aurora, Key: 'ready' };
    await client.send(new PutObjectCommand({ ...probe, Body: 'yes' }), within);
    const { Body } = await client.send(new GetObjectCommand(probe), within);
    return (await Body?.transformToString()) === 'yes';
  } finally {
    client.destroy();
  }
}

async function settle(context: StackContext): Promise<void> {
  const client = clientOf(context);
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    const have = new Set(Buckets.map((bucket) => bucket.Name));
    for (const Bucket of Object.values(buckets)) {
      if (!have.has(Bucket)) await client.send(new CreateBucketCommand({ Bucket }));
    }
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: buckets.states, VersioningConfiguration }));
  } finally {
    client.destroy();
  }
}

export const s3: Part = {
  name: 's3',
  title: 'SeaweedFS (S3)',
  replacedBy: 'S3_ENDPOINT',
  needs: ['python'],
  ports: {
    s3: 8333,
    's3-s3-grpc': 18333,
    's3-master': 9333,
    's3-master-grpc': 19333,
    's3-volume': 9340,
    's3-volume-grpc': 19340,
    's3-filer': 8888,
    's3-filer-grpc': 18888,
    's3-admin': 23646,
    's3-admin-grpc': 33646,
  },
  prepare: async (context) => {
    mkdirSync(join(context.layout.dataDir, 's3'), { recursive: true, mode: 0o700 });
    return undefined;
  },
  command: (context) => ({
    file: venvBin('weed'),
    args: [
      ...['-logtostderr=true', 'mini', `-dir=${join(context.layout.dataDir, 's3')}`],
      ...['-ip=127.0.0.1', '-ip.bind=127.0.0.1', '-master.telemetry=false'],
      ...['-webdav=false', '-admin.ui=false', '-s3.port.iceberg=0', '-s3.port.lance=0'],
      ...portFlags(context),
    ],
    env: {
      AWS_ACCESS_KEY_ID: context.secrets.s3AccessKeyId,
      AWS_SECRET_ACCESS_KEY: context.secrets.s3SecretAccessKey,
    },
  }),
  ready,
  settle,
  version: async () =>
    /([\d.]+\d) /.exec((await execa(venvBin('weed'), ['version'])).stdout.replace(/^.*GB /, ''))?.[1],
  env: (context) => ({
    S3_ENDPOINT: s3Url(context),
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: context.secrets.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: context.secrets.s3SecretAccessKey,
    S3_BUCKET: buckets.aurora,
    S3_STATE_BUCKET: buckets.states,
  }),
  url: s3Url,
  stop: { signal: 'SIGTERM', withinMs: 25_000 },
};
