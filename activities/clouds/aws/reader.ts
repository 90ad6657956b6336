/** Reads an AWS account through the services' own List and Describe calls. */
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AuroraError } from '../../../platform/errors.ts';
import type { CloudCredentials } from '../credentials.ts';
import { type CloudReader, listPages, type ResourceKind } from '../provider.ts';
import { type AwsClientOptions, makeAwsClients } from './client.ts';
import { tables } from './dynamodb.ts';
import { instances } from './ec2.ts';
import { awsFailure } from './failures.ts';
import { roles } from './iam.ts';
import { functions } from './lambda.ts';
import type { AwsAccount, AwsLister } from './lister.ts';
import { databases } from './rds.ts';
import { checkRegion } from './regions.ts';
import { buckets } from './s3.ts';
import { securityGroups } from './security-groups.ts';
import { queues } from './sqs.ts';
import { subnets, vpcs } from './vpc.ts';

const listers: Record<ResourceKind, AwsLister> = {
  s3_bucket: buckets,
  ec2_instance: instances,
  vpc: vpcs,
  subnet: subnets,
  security_group: securityGroups,
  sqs_queue: queues,
  dynamodb_table: tables,
  rds_instance: databases,
  iam_role: roles,
  lambda_function: functions,
};

const defaultPageSize = 100;

/** See `CloudReader`. Sends nothing until it is asked, and asks for its own identity once. */
export function makeAwsReader(credentials: CloudCredentials, options: AwsClientOptions = {}): CloudReader {
  checkRegion(credentials.region);
  const clients = makeAwsClients(credentials, options);
  let known: { account: string; arn: string } | undefined;

  /** Runs one step, with its failure put into words; an abort stays the caller's own. */
  async function attempt<T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw awsFailure(error, what);
    }
  }

  const identity: CloudReader['identity'] = async ({ signal } = {}) => {
    known ??= await attempt('asking whose keys these are', signal, async () => {
      const answer = await clients.sts().send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      return { account: answer.Account ?? '', arn: answer.Arn ?? '' };
    });
    return known;
  };

  const page: CloudReader['page'] = async (scope, { cursor, size = defaultPageSize, signal } = {}) => {
    const lister = listers[scope.kind];
    if (!lister) throw unknownKind();
    const onlyRegion = scope.region === undefined ? undefined : checkRegion(scope.region);
    const account = accountOf(await identity({ signal }));
    const region = onlyRegion ?? clients.region;
    return attempt(`listing ${lister.title}`, signal, () =>
      lister.page({ ...account, clients, onlyRegion, region, cursor, size: Math.min(Math.max(size, 1), 1000), signal }),
    );
  };

  return {
    identity,
    page,
    list: (kind, listOptions) => listPages(page, kind, listOptions),
    close: () => clients.destroy(),
  };
}

/** `arn:aws-cn:sts::123:…` lies in the partition `aws-cn`. */
const accountOf = ({ account, arn }: { account: string; arn: string }): AwsAccount => ({
  account,
  partition: arn.split(':')[1] || 'aws',
});

const unknownKind = () =>
  new AuroraError({ code: 'bad_request', retryable: false, userMessage: 'AWS has no resources of this kind.' });
