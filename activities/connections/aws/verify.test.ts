import { afterEach, describe, expect, it } from 'vitest';
import { type AwsRole, type AwsState, startAwsStub } from '../../../tests/support/clouds/aws-server/server.ts';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { type Fault, lookThrough, saysOf, walkFaults } from '../../../tests/support/clouds/core/looks.ts';
import type { WorkerDeps } from '../../deps.ts';
import type { Looked } from '../verifier.ts';
import { verifyAwsKeys } from './keys.ts';
import { makeVerifyAwsRole } from './role.ts';

const account = '111122223333';
const reader = `arn:aws:iam::${account}:role/aurora-read`;
const writer = `arn:aws:iam::${account}:role/aurora-write`;
const externalId = `aurora-${'e'.repeat(43)}`;
const canary = 'canary-secret-value-0123456789';
const principal = 'AKIAAURORAAURORA0000';
const readKey = 'AKIAREADREADREAD0000';
const writeKey = 'AKIAWRITEWRITE000000';

const config = { AWS_PRINCIPAL_ARN: 'arn:aws:iam::999988887777:user/aurora', AWS_PRINCIPAL_REF: 'vault:kv/data/x/y' };
const deps = {
  config,
  secrets: { read: async () => ({ access_key_id: principal, secret_access_key: canary }) },
} as unknown as WorkerDeps;

const role = (more: Partial<AwsRole> = {}): AwsRole => ({ trusts: [principal], externalId, ...more });

const healthy = (): AwsState => ({
  account,
  users: {
    [principal]: { arn: config.AWS_PRINCIPAL_ARN },
    [readKey]: { arn: `arn:aws:iam::${account}:user/reads` },
    [writeKey]: { arn: `arn:aws:iam::${account}:user/writes` },
  },
  roles: { [reader]: role(), [writer]: role() },
  regions: ['eu-central-1', 'us-east-1'],
  simulated: {
    'iam:CreateRole': 'implicitDeny',
    'iam:PassRole': 'implicitDeny',
    'iam:AttachRolePolicy': 'implicitDeny',
  },
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function look(
  kind: 'keys' | 'role',
  change: (state: AwsState) => void,
  plan?: FaultPlan,
  given: Partial<Looked> = {},
) {
  const state = healthy();
  change(state);
  const stub = await startAwsStub(state, plan);
  closing.push(() => stub.close());
  const verifier = kind === 'keys' ? verifyAwsKeys : makeVerifyAwsRole(deps);
  return lookThrough(verifier, {
    orgId: 'o',
    connectionId: 'c',
    credential: kind === 'keys' ? 'aws_access_keys' : 'aws_role',
    settings: kind === 'keys' ? {} : { readRoleArn: reader, writeRoleArn: writer, externalId },
    accountId: '',
    region: 'eu-central-1',
    endpoint: stub.url,
    secret:
      kind === 'keys'
        ? {
            read_access_key_id: readKey,
            read_secret_access_key: `read-${canary}`,
            write_access_key_id: writeKey,
            write_secret_access_key: `write-${canary}`,
          }
        : {},
    ...given,
  });
}

const userFault = (name: string, key: string, state: NonNullable<AwsState['users'][string]['state']>) => ({
  name: `${name} ${state}`,
  change: ({ users }: AwsState) => void Object.assign(users, { [key]: { ...(users[key] ?? { arn: '' }), state } }),
});

const both: Fault<AwsState>[] = [
  {
    name: 'clock ahead',
    change: (state) => void Object.assign(state, { clockAhead: 600 }),
    step: 'reachable',
    state: 'warning',
    words: ['10 minutes behind', 'NTP'],
  },
  {
    name: 'a region that is off',
    change: (state) => void Object.assign(state, { regions: ['us-east-1'] }),
    step: 'regions',
    state: 'warning',
    words: ['eu-central-1', 'Account, AWS Regions'],
  },
  {
    name: 'IAM may not be asked',
    change: (state) => void Object.assign(state, { simulated: undefined }),
    step: 'write',
    state: 'skipped',
    words: ['not tried', 'iam:SimulatePrincipalPolicy'],
  },
  {
    name: 'rights that changes need are missing',
    change: (state) => void Object.assign(state, { simulated: { 's3:CreateBucket': 'implicitDeny' } }),
    step: 'write',
    state: 'warning',
    words: ['s3:CreateBucket', 'PowerUserAccess'],
  },
];

const ofKeys: Fault<AwsState>[] = [
  ...both,
  { ...userFault('reads', readKey, 'expired'), step: 'authenticated', state: 'failed', words: ['have expired', 'IAM'] },
  {
    ...userFault('reads', readKey, 'deleted'),
    step: 'authenticated',
    state: 'failed',
    words: ['switched off or deleted'],
  },
  { ...userFault('reads', readKey, 'wrong_secret'), step: 'authenticated', state: 'failed', words: ['does not fit'] },
  { ...userFault('writes', writeKey, 'deleted'), step: 'write', state: 'warning', words: ['Nothing can be applied'] },
  {
    name: 'keys of the root user',
    change: ({ users }) => void Object.assign(users, { [readKey]: { arn: `arn:aws:iam::${account}:root` } }),
    step: 'identity',
    state: 'warning',
    words: ['root user', 'IAM user'],
  },
  {
    name: 'a right to read is missing',
    change: ({ users }) =>
      void Object.assign(users, { [readKey]: { arn: `arn:aws:iam::${account}:user/reads`, denied: ['ListTables'] } }),
    step: 'read',
    state: 'warning',
    words: ['dynamodb:ListTables', 'ReadOnlyAccess'],
  },
];

const ofRole: Fault<AwsState>[] = [
  ...both,
  {
    name: 'a role that is not there',
    change: ({ roles }) => void delete roles[reader],
    step: 'authenticated',
    state: 'failed',
    words: ['does not exist', config.AWS_PRINCIPAL_ARN, externalId],
  },
  {
    name: 'a role that asks for another ExternalId',
    change: ({ roles }) => void Object.assign(roles, { [reader]: role({ externalId: 'another' }) }),
    step: 'authenticated',
    state: 'failed',
    words: ['sts:ExternalId', externalId],
  },
  {
    name: 'a role that lets anybody in',
    change: ({ roles }) => void Object.assign(roles, { [reader]: role({ externalId: undefined }) }),
    step: 'external_id',
    state: 'failed',
    words: ['without any ExternalId', 'not used', `"sts:ExternalId": "${externalId}"`],
  },
  {
    name: 'a write role that lets anybody in',
    change: ({ roles }) => void Object.assign(roles, { [writer]: role({ externalId: undefined }) }),
    step: 'external_id',
    state: 'failed',
    words: [writer, `"sts:ExternalId": "${externalId}"`],
  },
  {
    name: 'a right to read is missing',
    change: ({ roles }) => void Object.assign(roles, { [reader]: role({ denied: ['DescribeInstances', 's3 GET /'] }) }),
    step: 'read',
    state: 'warning',
    words: ['ec2:DescribeInstances', 's3:ListAllMyBuckets'],
  },
];

const everything = (name: string): string[] =>
  name === 'keys'
    ? ['reachable', 'authenticated', 'identity', 'read', 'write', 'regions']
    : ['reachable', 'authenticated', 'identity', 'external_id', 'read', 'write', 'regions'];

describe.each([
  ['keys' as const, ofKeys],
  ['role' as const, ofRole],
])('a look at an AWS account by %s', (kind, faults) => {
  it('finds who it is, what it may do and where, and that no rights can be given away', async () => {
    const looks = await look(kind, () => undefined);
    expect(Object.keys(looks)).toEqual(everything(kind));
    expect(Object.values(looks).map(({ state }) => state)).toEqual(everything(kind).map(() => 'ok'));
    expect(looks.identity?.found?.accountId).toBe(account);
    expect(looks.regions?.found?.regions).toEqual(['eu-central-1', 'us-east-1']);
    expect(looks.write?.text).toContain('no rights (IAM)');
  });

  it.each(faults.map((fault) => [fault.name, fault] as const))('says what to do about %s', async (_, fault) => {
    saysOf(await look(kind, fault.change), fault);
  });

  it('comes through throttles, errors and dropped connections, and calls nothing good that is not', async () => {
    const seeds = { throttleEvery: 7, dropEvery: 11, failEvery: 13 };
    const told = await walkFaults(7, 4, faults, (chosen, seed) =>
      look(kind, (state) => void chosen.map(({ change }) => change(state)), { seed, ...seeds }),
    );
    expect(told.refusals).toBeGreaterThan(0);
  });
});

it('blames no connection when it is its own identity that AWS does not take', async () => {
  const looking = look('role', ({ users }) => void delete users[principal]);
  await expect(looking).rejects.toMatchObject({ code: 'dependency_unavailable', retryable: true });
});
