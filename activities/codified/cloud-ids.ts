/**
 * The canonical id, as the inventory knows it, of what a Terraform state holds.
 *
 * Most AWS types keep their ARN in the state. For the others there are two tables: ids that are made of parts, and
 * *companions*, which configure a part of another resource and stand for that one. Sources: the "Attribute Reference" of
 * each type in the AWS provider's documentation, and the service authorization reference for the form of ARNs.
 */
import type { StateResource } from '../terraform/state.ts';
import { companionTypes, type Owner } from './companion-types.ts';

export type Account = { account: string; region: string };

export type StateIdentity = {
  /** Null where the state does not tell: what cannot be named is not guessed. */
  cloudId: string | null;
  /** It configures a part of the thing that `cloudId` names. */
  companion: boolean;
};

type Attributes = Record<string, unknown>;
type Place = { account: string; region: string | null };

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const isArn = (value: string | null): value is string => value?.startsWith('arn:') === true;

/** Kept in the state under another name than `arn`, or not at all. */
const ownIds: Record<string, (attributes: Attributes, place: Place) => string | null> = {
  aws_cloudwatch_dashboard: ({ dashboard_arn: arn }) => text(arn),
  aws_ecs_service: ({ id }) => text(id),
  aws_egress_only_internet_gateway: ec2('egress-only-internet-gateway'),
  aws_eip: ec2('elastic-ip'),
  aws_nat_gateway: ec2('natgateway'),
  aws_s3_bucket: ({ bucket }) => (text(bucket) ? `arn:aws:s3:::${bucket}` : null),
  aws_vpc_peering_connection: ec2('vpc-peering-connection'),
};

function ec2(kind: string) {
  return ({ id }: Attributes, { account, region }: Place): string | null =>
    text(id) && region ? `arn:aws:ec2:${region}:${account}:${kind}/${id}` : null;
}

/**
 * @param resources of one state, attributes masked where they are sensitive (an id never is)
 * @param home the connection's account and region: what is not said otherwise is there
 */
export function identify(resources: readonly StateResource[], home: Account): Map<StateResource, StateIdentity> {
  const regions = regionsOf(resources);
  const place = ({ providerConfig }: StateResource): Place => ({
    account: home.account,
    // A second provider block may be for any region. Only what it has already made can tell.
    region: regions.get(providerConfig) ?? (providerConfig.endsWith('"]') ? home.region : null),
  });
  const siblings = new Map<string, StateResource[]>();
  for (const one of resources) siblings.set(one.type, [...(siblings.get(one.type) ?? []), one]);

  const ownId = (one: StateResource): string | null => {
    const arn = text(one.attributes.arn);
    const id = isArn(arn) ? arn : (ownIds[one.type]?.(one.attributes, place(one)) ?? null);
    return isArn(id) ? id.replace(/:\*$/, '') : null;
  };
  const ownerId = (one: StateResource, { type, by, from, arn }: Owner): string | null => {
    const value = text(one.attributes[from]);
    if (value === null || isArn(value)) return value;
    const owner = (siblings.get(type) ?? []).find(({ attributes }) => attributes[by] === value);
    return owner ? ownId(owner) : (arn?.(value, place(one)) ?? null);
  };
  const one = (resource: StateResource): StateIdentity => {
    const owner = companionTypes[resource.type];
    return owner
      ? { cloudId: ownerId(resource, owner), companion: true }
      : { cloudId: ownId(resource), companion: false };
  };
  return new Map(resources.map((resource) => [resource, one(resource)]));
}

/** The region in which each provider block works, from the ARNs of what it made; left out where they disagree. */
function regionsOf(resources: readonly StateResource[]): Map<string, string> {
  const found = new Map<string, Set<string>>();
  for (const { providerConfig, attributes } of resources) {
    const region = text(attributes.arn)?.split(':')[3];
    if (region) found.set(providerConfig, (found.get(providerConfig) ?? new Set()).add(region));
  }
  return new Map(
    [...found].flatMap(([config, [only, ...more]]) => (only && more.length === 0 ? [[config, only]] : [])),
  );
}
