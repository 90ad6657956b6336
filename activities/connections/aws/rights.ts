/** What keys may do, found out by trying to read a little of several services, and by asking IAM about the rest. */

import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { ListRolesCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { AwsClients } from '../../clouds/aws/client.ts';
import { awsFailure, isDenied } from '../../clouds/aws/failures.ts';
import { isNotOffered } from '../../inventory/aws/failures.ts';
import { failed, listed, ok, skipped, warning } from '../looking.ts';
import type { Looked, StepFinding } from '../verifier.ts';

type Options = { abortSignal: AbortSignal };
type Call = (clients: AwsClients, options: Options) => Promise<unknown>;

/** One of each group of services that an inventory lives on, by the permission that it takes. */
const reads: Record<string, Call> = {
  'ec2:DescribeInstances': ({ ec2 }, o) => ec2().send(new DescribeInstancesCommand({ MaxResults: 5 }), o),
  's3:ListAllMyBuckets': ({ s3 }, o) => s3().send(new ListBucketsCommand({}), o),
  'iam:ListRoles': ({ iam }, o) => iam().send(new ListRolesCommand({ MaxItems: 1 }), o),
  'rds:DescribeDBInstances': ({ rds }, o) => rds().send(new DescribeDBInstancesCommand({ MaxRecords: 20 }), o),
  'lambda:ListFunctions': ({ lambda }, o) => lambda().send(new ListFunctionsCommand({ MaxItems: 1 }), o),
  'dynamodb:ListTables': ({ dynamodb }, o) => dynamodb().send(new ListTablesCommand({ Limit: 1 }), o),
  'tag:GetResources': ({ tagging }, o) => tagging().send(new GetResourcesCommand({ ResourcesPerPage: 1 }), o),
};

/** @returns whether it is allowed; a service that is not offered here is nobody's missing right */
async function mayCall(call: Call, clients: AwsClients, what: string, signal: AbortSignal): Promise<boolean> {
  try {
    await call(clients, { abortSignal: signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (isDenied(error)) return false;
    if (isNotOffered(error)) return true;
    throw awsFailure(error, `trying ${what}`);
  }
}

/** @param whose such as `The role aurora-read` */
export async function readFinding(clients: AwsClients, whose: string, signal: AbortSignal): Promise<StepFinding> {
  const tried = await Promise.all(
    Object.entries(reads).map(async ([action, call]) => ({
      action,
      allowed: await mayCall(call, clients, action, signal),
    })),
  );
  const missing = tried.filter(({ allowed }) => !allowed).map(({ action }) => action);
  const remedy = `In IAM, attach AWS' managed policy ReadOnlyAccess, or allow ${listed(missing, 10)}.`;
  if (missing.length === tried.length) return failed(`${whose} may read nothing of what Aurora looks at.`, remedy);
  if (missing.length > 0)
    return warning(
      `${whose} may not call ${listed(missing, 10)}. What lies there is missing in the inventory and in plans.`,
      remedy,
    );
  return ok(`${whose} may read: ${listed(Object.keys(reads), 10)}.`);
}

/** What most changes need, and what none should need by default. */
const changes = ['ec2:RunInstances', 'ec2:CreateVpc', 's3:CreateBucket', 'sqs:CreateQueue', 'dynamodb:CreateTable'];
const escalations = ['iam:CreateRole', 'iam:PassRole', 'iam:AttachRolePolicy'];

/** @returns what is allowed; null where IAM does not say */
async function simulated(
  clients: AwsClients,
  principalArn: string,
  actions: string[],
  signal: AbortSignal,
): Promise<Set<string> | null> {
  try {
    const { EvaluationResults = [] } = await clients
      .iam()
      .send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: principalArn, ActionNames: actions }), {
        abortSignal: signal,
      });
    const allowed = EvaluationResults.filter(({ EvalDecision }) => EvalDecision === 'allowed');
    return new Set(allowed.flatMap(({ EvalActionName }) => EvalActionName ?? []));
  } catch (error) {
    signal.throwIfAborted();
    // Not asked for more than an answer: an emulator that fails at the question, a root user or a missing right all
    // mean "not tried", and the next check asks again.
    const failure = awsFailure(error, 'asking what keys may do');
    if (failure.code === 'cloud_throttled') throw failure;
    return null;
  }
}

/** Nothing is changed to find out: IAM is asked what it would say. */
export async function writeFinding(
  clients: AwsClients,
  principalArn: string,
  whose: string,
  signal: AbortSignal,
): Promise<StepFinding> {
  const allowed = await simulated(clients, principalArn, [...changes, ...escalations], signal);
  if (!allowed) {
    return skipped(
      `${whose} is there. What it may change was not tried: IAM did not say, which takes the permission iam:SimulatePrincipalPolicy.`,
    );
  }
  const missing = changes.filter((action) => !allowed.has(action));
  if (missing.length > 0)
    return warning(
      `${whose} may not call ${listed(missing, 10)}. Plans that need it will fail when they are applied.`,
      `In IAM, attach AWS' managed policy PowerUserAccess, or allow what your projects need; leave it as it is if they need none of these.`,
    );
  const raised = escalations.filter((action) => allowed.has(action));
  if (raised.length > 0)
    return ok(
      `${whose} may make and change things, and rights too (${listed(raised)}): whoever applies with it can give itself any right.`,
    );
  return ok(`${whose} may make and change things, but no rights (IAM).`);
}

export async function regionsFinding(clients: AwsClients, at: Looked, signal: AbortSignal): Promise<StepFinding> {
  let names: string[];
  try {
    const { Regions = [] } = await clients.ec2().send(new DescribeRegionsCommand({}), { abortSignal: signal });
    names = Regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
  } catch (error) {
    signal.throwIfAborted();
    if (!isDenied(error)) throw awsFailure(error, 'asking which regions there are');
    return warning(
      'Which regions are enabled is not known, so only the region of this connection and those chosen are looked at.',
      'Allow ec2:DescribeRegions.',
    );
  }
  const wanted = [...new Set([at.region, ...(at.settings.regions ?? [])])];
  const off = wanted.filter((region) => !names.includes(region));
  if (off.length > 0)
    return warning(
      `${listed(off)} is chosen, but not enabled in this account.`,
      'Enable it in the AWS console under Account, AWS Regions, or choose other regions here.',
      { regions: names },
    );
  return ok(`${names.length} regions are enabled: ${listed(names, 20)}.`, { regions: names });
}
