/** IAM: roles, the policies that people wrote, and the profiles that give roles to instances. */
import {
  GetInstanceProfileCommand,
  GetPolicyCommand,
  type InstanceProfile,
  ListInstanceProfilesCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  type Policy,
} from '@aws-sdk/client-iam';
import { roles as listedRoles } from '../../../clouds/aws/iam.ts';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { lastOf } from '../arn.ts';
import { byArn, type EndOf } from '../edges.ts';
import { type AwsAsk, awsKind } from '../kind.ts';
import { fromReader } from './reader.ts';

const iamOf = ({ clients, endpointRegion }: AwsAsk) => clients.iam(endpointRegion);

/** Policies that AWS itself keeps cannot go, and have no row here. */
const byOwnPolicy: EndOf = (value, home, resource) => {
  const arn = byArn(value, home, resource);
  return arn && !arn.includes(':iam::aws:') ? arn : undefined;
};

export const roles = fromReader({
  lister: listedRoles,
  kind: 'iam.roles',
  service: 'iam',
  nativeType: 'AWS::IAM::Role',
  category: 'identity',
  place: 'global',
  arns: /^iam:role\//,
  rules: [
    { name: 'aws.iam.role.policy', kind: 'iam', field: 'policies', to: byOwnPolicy },
    { name: 'aws.iam.role.boundary', kind: 'iam', field: 'permissionsBoundary', to: byOwnPolicy },
  ],
});

export const policies = awsKind<Policy>({
  kind: 'iam.policies',
  title: 'IAM policies of this account',
  service: 'iam',
  nativeType: 'AWS::IAM::ManagedPolicy',
  category: 'identity',
  place: 'global',
  arns: /^iam:policy\//,
  async list(ask) {
    const command = new ListPoliciesCommand({
      Scope: 'Local',
      MaxItems: within(ask.size, 1, 1000),
      Marker: ask.cursor,
    });
    const { Policies, IsTruncated, Marker } = await iamOf(ask).send(command, { abortSignal: ask.signal });
    return { items: Policies, cursor: IsTruncated ? Marker : undefined };
  },
  one: async (ask, PolicyArn) =>
    (await iamOf(ask).send(new GetPolicyCommand({ PolicyArn }), { abortSignal: ask.signal })).Policy,
  async resource(ask, policy) {
    const gaps = {};
    const PolicyArn = policy.Arn ?? '';
    const answer = await readPart(gaps, 'tags', () =>
      iamOf(ask).send(new ListPolicyTagsCommand({ PolicyArn }), { abortSignal: ask.signal }),
    );
    return {
      cloudId: PolicyArn,
      name: policy.PolicyName ?? '',
      tags: tagsByKey(answer?.Tags),
      createdAt: isoTime(policy.CreateDate),
      ...withGaps(gaps),
      attributes: defined({
        path: policy.Path,
        // The listing leaves the description out, and an attribute that only a detail has would look like a change.
        version: policy.DefaultVersionId,
        attachments: policy.AttachmentCount,
      }),
    };
  },
  rules: [],
});

export const instanceProfiles = awsKind<InstanceProfile>({
  kind: 'iam.instance-profiles',
  title: 'instance profiles',
  service: 'iam',
  nativeType: 'AWS::IAM::InstanceProfile',
  category: 'identity',
  place: 'global',
  arns: /^iam:instance-profile\//,
  async list(ask) {
    const command = new ListInstanceProfilesCommand({ MaxItems: within(ask.size, 1, 1000), Marker: ask.cursor });
    const { InstanceProfiles, IsTruncated, Marker } = await iamOf(ask).send(command, { abortSignal: ask.signal });
    return { items: InstanceProfiles, cursor: IsTruncated ? Marker : undefined };
  },
  async one(ask, arn) {
    const command = new GetInstanceProfileCommand({ InstanceProfileName: lastOf(arn) });
    return (await iamOf(ask).send(command, { abortSignal: ask.signal })).InstanceProfile;
  },
  async resource(ask, profile) {
    const gaps = {};
    const InstanceProfileName = profile.InstanceProfileName ?? '';
    // The listing alone comes without tags.
    const answer = await readPart(gaps, 'tags', () =>
      iamOf(ask).send(new GetInstanceProfileCommand({ InstanceProfileName }), { abortSignal: ask.signal }),
    );
    return {
      cloudId: profile.Arn ?? '',
      name: InstanceProfileName,
      tags: tagsByKey(answer?.InstanceProfile?.Tags),
      createdAt: isoTime(profile.CreateDate),
      ...withGaps(gaps),
      attributes: defined({ path: profile.Path, roles: profile.Roles?.flatMap(({ Arn }) => Arn ?? []) }),
    };
  },
  rules: [{ name: 'aws.iam.instance_profile.role', kind: 'iam', field: 'roles', to: byArn }],
});
