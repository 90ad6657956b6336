/** IAM roles and whom they trust. */
import {
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  type Role,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
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
  within,
} from './lister.ts';
import { readPart, withGaps } from './parts.ts';

/** One listing request, and two small ones per role: this listing, unlike others, comes without tags. */
export const roles: AwsLister = {
  kind: 'iam_role',
  title: 'IAM roles',
  async page(request) {
    const { clients, region, onlyRegion, cursor, size, signal } = request;
    // Roles lie in no region: in any one of them there are none.
    if (onlyRegion) return { resources: [] };
    const command = new ListRolesCommand({ MaxItems: within(size, 1, 1000), Marker: cursor });
    const answer = await clients.iam(region).send(command, { abortSignal: signal });
    const resources = await mapWithLimit(answer.Roles ?? [], detailConcurrency, (role) => describe(request, role));
    return { resources, cursor: answer.IsTruncated ? answer.Marker : undefined };
  },
  async find(request, RoleName) {
    const { clients, region, signal } = request;
    const { Role } = await clients.iam(region).send(new GetRoleCommand({ RoleName }), { abortSignal: signal });
    return Role && describe(request, Role);
  },
};

async function describe(request: AwsPageRequest, role: Role): Promise<CloudResource> {
  const gaps = {};
  const RoleName = role.RoleName ?? '';
  const iam = request.clients.iam(request.region);
  const options = { abortSignal: request.signal };
  const [tags, attached] = await Promise.all([
    readPart(gaps, 'tags', () => iam.send(new ListRoleTagsCommand({ RoleName }), options)),
    readPart(gaps, 'policies', () => iam.send(new ListAttachedRolePoliciesCommand({ RoleName }), options)),
  ]);
  return awsResource(request, {
    kind: 'iam_role',
    id: role.Arn ?? `arn:${request.partition}:iam::${request.account}:role${role.Path ?? '/'}${RoleName}`,
    nativeType: 'AWS::IAM::Role',
    name: RoleName,
    region: 'global',
    tags: tagsByKey(tags?.Tags),
    createdAt: isoTime(role.CreateDate),
    attributes: defined({
      path: role.Path,
      description: role.Description || undefined,
      maxSessionSeconds: role.MaxSessionDuration,
      trustedBy: trustedBy(role.AssumeRolePolicyDocument),
      policies: attached?.AttachedPolicies?.flatMap(({ PolicyArn }) => PolicyArn ?? []),
      permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
    }),
    ...withGaps(gaps),
  });
}

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Statement = z.object({
  Effect: z.string(),
  Principal: z.union([z.string().transform((one) => ({ AWS: [one] })), z.record(z.string(), texts)]).optional(),
});
const TrustPolicy = z.object({
  Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]),
});

/**
 * The principals that a trust policy allows, such as `lambda.amazonaws.com`, sorted; undefined for one that cannot be
 * read. Conditions are left out: external ids stand there.
 *
 * @param document JSON in URL encoding, as IAM gives it
 */
export function trustedBy(document: string | undefined): string[] | undefined {
  try {
    const { Statement: statements } = TrustPolicy.parse(JSON.parse(decodeURIComponent(document ?? '')));
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    return [...new Set(allowed.flatMap(({ Principal = {} }) => Object.values(Principal).flat()))].sort();
  } catch {
    return undefined;
  }
}
