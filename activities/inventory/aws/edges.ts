/** Edges as a table: which field of a resource proves which fact. Pure, and the same on every call. */
import type { EdgeKind } from '../../../db/model/estate.ts';
import type { Json } from '../../clouds/provider.ts';
import type { EdgeDraft, InventoryResource } from '../provider.ts';
import { arnOf, type Home, parseArn } from './arn.ts';

/** The canonical id of the other end, or undefined where the value names none. */
export type EndOf = (value: Json, home: Home, resource: InventoryResource) => string | undefined;

/**
 * One rule: each value of `field` (an attribute; a list counts value by value) proves one edge of the resource that
 * has it. With `to` the resource is the beginning of the edge, with `from` its end.
 */
export type EdgeRule = {
  /** Such as `aws.ec2.instance.subnet`. */
  name: string;
  kind: EdgeKind;
  field: string;
  /** 1 unless said: the provider names the other end itself. */
  confidence?: number;
} & ({ to: EndOf; from?: never } | { from: EndOf; to?: never });

export function edgesOf(resource: InventoryResource, rules: readonly EdgeRule[]): EdgeDraft[] {
  const home = {
    partition: parseArn(resource.cloudId)?.partition ?? 'aws',
    region: resource.region,
    account: resource.account,
  };
  const edges = rules.flatMap((rule) => {
    const value = resource.attributes[rule.field];
    const values = Array.isArray(value) ? value : [value ?? null];
    return values.filter((one) => one !== null).flatMap((one) => edgeOf(rule, one, home, resource));
  });
  // The same fact may stand in a resource twice, such as a group that two rules of a firewall name.
  return [...new Map(edges.map((edge) => [`${edge.rule} ${edge.from} ${edge.to}`, edge])).values()];
}

function edgeOf(rule: EdgeRule, value: Json, home: Home, resource: InventoryResource): EdgeDraft[] {
  const other = (rule.to ?? rule.from)(value, home, resource);
  if (!other || other === resource.cloudId) return [];
  const [from, to] = rule.to ? [resource.cloudId, other] : [other, resource.cloudId];
  const { kind, name, field, confidence = 1 } = rule;
  return [{ kind, from, to, confidence, rule: name, evidence: { [`attributes.${field}`]: value } }];
}

const text = (value: Json): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** The value is an ARN already. */
export const byArn: EndOf = (value) => {
  const arn = text(value);
  return arn && parseArn(arn) ? arn : undefined;
};

/** Only ARNs of one service, where a field may name things of several. */
export const byArnOf =
  (...services: string[]): EndOf =>
  (value) => {
    const arn = parseArn(text(value) ?? '');
    return arn && services.includes(arn.service) ? String(value) : undefined;
  };

/** The value is an id of EC2 in the same account and region: `byEc2('subnet')`. */
export const byEc2 =
  (type: string): EndOf =>
  (value, home) => {
    const id = text(value);
    return id && arnOf(home, 'ec2', `${type}/${id}`);
  };

/** The value is a name in the same account and region: `byName('rds', 'subgrp:')`. */
export const byName =
  (service: string, prefix: string): EndOf =>
  (value, home) => {
    const name = text(value);
    return name && arnOf(home, service, `${prefix}${name}`);
  };

/** One field of a value that is an object. */
export const inField =
  (field: string, end: EndOf): EndOf =>
  (value, home, resource) =>
    value && typeof value === 'object' && !Array.isArray(value) ? end(value[field] ?? null, home, resource) : undefined;

/** A key as services name it: ARN, bare id or alias. Keys that AWS keeps for its services have no row here. */
export const byKey: EndOf = (value, home) => {
  const name = text(value);
  if (!name || /(^|:)alias\/aws\//.test(name)) return undefined;
  if (parseArn(name)) return name;
  if (name.startsWith('alias/')) return arnOf(home, 'kms', name);
  return /^(mrk-)?[0-9a-f-]{32,}$/.test(name) ? arnOf(home, 'kms', `key/${name}`) : undefined;
};

const ec2Types: [RegExp, string][] = [
  [/^igw-/, 'internet-gateway'],
  [/^eigw-/, 'egress-only-internet-gateway'],
  [/^nat-/, 'natgateway'],
  [/^vpce-/, 'vpc-endpoint'],
  [/^pcx-/, 'vpc-peering-connection'],
  [/^tgw-/, 'transit-gateway'],
  [/^lgw-/, 'local-gateway'],
  [/^vgw-/, 'vpn-gateway'],
  [/^eni-/, 'network-interface'],
  [/^i-/, 'instance'],
];

/** An id of EC2 whose prefix tells what it is, such as the target of a route. */
export const byEc2Id: EndOf = (value, home) => {
  const id = text(value) ?? '';
  const type = ec2Types.find(([pattern]) => pattern.test(id))?.[1];
  return type && arnOf(home, 'ec2', `${type}/${id}`);
};
