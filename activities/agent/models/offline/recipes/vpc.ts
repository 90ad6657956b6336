/** A VPC with public and private subnets over availability zones: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html */
import { raw, resource } from '../hcl/write.ts';
import { numberWord, wants } from '../read.ts';
import type { Site } from '../site.ts';
import { type Ask, baseName, type Declined, freeLabel, type Recipe, type Written, withBlocks } from './recipe.ts';

export const vpc: Recipe = { of: 'vpc', looks: ['vpc'], write };

function write(ask: Ask, site: Site): Written | Declined {
  const { base } = baseName(ask, 'vpc', 'main');
  const cidr = cidrWish(ask.text) ?? freeRange(site);
  const prefix = Number(cidr.split('/')[1]);
  if (prefix < 16 || prefix > 24)
    return {
      declined: `I make VPCs with a range between /16 and /24, and \`${cidr}\` is outside of that. Tell me another range and I will propose it.`,
    };

  const open = subnetWish(ask.text, 'public') ?? (subnetWish(ask.text, 'private') === undefined ? spread(ask.text) : 0);
  const closed =
    subnetWish(ask.text, 'private') ?? (subnetWish(ask.text, 'public') === undefined ? spread(ask.text) : 0);
  if (open + closed > 12 || open + closed === 0)
    return { declined: 'I make a VPC with one to twelve subnets. Tell me how many public and private ones you want.' };

  const nat = wants(ask.text, /\bnat\b/) === true && open > 0 && closed > 0;
  const label = freeLabel(site, base, ['aws_vpc']);
  const name = base.replaceAll('_', '-');
  const zones = zonesOf(site.region, Math.min(3, Math.max(open, closed)));
  const blocks = [
    resource(
      'aws_vpc',
      label,
      ['cidr_block', cidr],
      ['enable_dns_support', true],
      ['enable_dns_hostnames', true],
      ['tags', { Name: name }],
    ),
    // Everything that names no security group gets this one: it lets nothing in or out.
    resource('aws_default_security_group', label, ['vpc_id', raw(`aws_vpc.${label}.id`)]),
    ...(open > 0 ? publicPart(label, name, open, zones) : []),
    ...(closed > 0 ? privatePart(label, name, closed, zones, open) : []),
    ...(nat ? natPart(label, name) : []),
  ];
  return {
    files: withBlocks(site, 'network.tf', blocks),
    file: 'network.tf',
    what: `the VPC \`${name}\` (\`${cidr}\`)`,
    points: [
      ...(open > 0 ? [`has ${open} public ${open === 1 ? 'subnet' : 'subnets'} with a route to the internet`] : []),
      ...(closed > 0
        ? [
            `has ${closed} private ${closed === 1 ? 'subnet' : 'subnets'}${nat ? ' that reach out through one NAT gateway' : ' without a way out'}`,
          ]
        : []),
      `spreads them over ${zones.length === 1 ? 'one availability zone' : `${zones.length} availability zones`}`,
      'empties the default security group',
    ],
    notes: nat ? ['The NAT gateway costs money by the hour and by the gigabyte.'] : [],
  };
}

const subnetBits = 4;

function subnets(
  label: string,
  part: 'public' | 'private',
  name: string,
  number: number,
  zones: readonly string[],
  offset: number,
): string {
  const index = offset === 0 ? 'count.index' : `count.index + ${offset}`;
  return resource(
    'aws_subnet',
    `${label}_${part}`,
    ['count', number],
    ['vpc_id', raw(`aws_vpc.${label}.id`)],
    ['cidr_block', raw(`cidrsubnet(aws_vpc.${label}.cidr_block, ${subnetBits}, ${index})`)],
    ['availability_zone', raw(`element(${JSON.stringify(zones).replaceAll(',', ', ')}, count.index)`)],
    ['tags', { Name: raw(`"${name}-${part}-\${count.index + 1}"`) }],
  );
}

function routes(label: string, part: 'public' | 'private', name: string): string[] {
  return [
    resource(
      'aws_route_table',
      `${label}_${part}`,
      ['vpc_id', raw(`aws_vpc.${label}.id`)],
      ['tags', { Name: `${name}-${part}` }],
    ),
    resource(
      'aws_route_table_association',
      `${label}_${part}`,
      ['count', raw(`length(aws_subnet.${label}_${part})`)],
      ['subnet_id', raw(`aws_subnet.${label}_${part}[count.index].id`)],
      ['route_table_id', raw(`aws_route_table.${label}_${part}.id`)],
    ),
  ];
}

const route = (label: string, part: string, gateway: [string, string]) =>
  resource(
    'aws_route',
    `${label}_${part}`,
    ['route_table_id', raw(`aws_route_table.${label}_${part}.id`)],
    ['destination_cidr_block', '0.0.0.0/0'],
    [gateway[0], raw(gateway[1])],
  );

const publicPart = (label: string, name: string, number: number, zones: readonly string[]) => [
  subnets(label, 'public', name, number, zones, 0),
  resource('aws_internet_gateway', label, ['vpc_id', raw(`aws_vpc.${label}.id`)], ['tags', { Name: name }]),
  ...routes(label, 'public', name),
  route(label, 'public', ['gateway_id', `aws_internet_gateway.${label}.id`]),
];

const privatePart = (label: string, name: string, number: number, zones: readonly string[], offset: number) => [
  subnets(label, 'private', name, number, zones, offset),
  ...routes(label, 'private', name),
];

const natPart = (label: string, name: string) => [
  resource('aws_eip', `${label}_nat`, ['domain', 'vpc'], ['tags', { Name: `${name}-nat` }]),
  resource(
    'aws_nat_gateway',
    label,
    ['allocation_id', raw(`aws_eip.${label}_nat.id`)],
    ['subnet_id', raw(`aws_subnet.${label}_public[0].id`)],
    ['tags', { Name: name }],
    ['depends_on', [raw(`aws_internet_gateway.${label}`)]],
  ),
  route(label, 'private', ['nat_gateway_id', `aws_nat_gateway.${label}.id`]),
];

export const cidrWish = (text: string): string | undefined => /\b\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}\b/.exec(text)?.[0];

/** 10.0.0.0/16, or the next 10.x that no VPC of the account or project has: overlapping ranges can never be connected. */
function freeRange(site: Site): string {
  const ranges = [JSON.stringify(site.live.vpc ?? []), ...Object.values(site.files)].join('\n');
  let second = 0;
  while (second < 255 && ranges.includes(`"10.${second}.`)) second += 1;
  return `10.${second}.0.0/16`;
}

function subnetWish(text: string, part: 'public' | 'private'): number | undefined {
  if (part === 'public' && wants(text, /\bpublic\b/) === false) return 0;
  const found = new RegExp(
    `\\b(\\d+|one|two|three|four|five|six|an?|no)\\s+(?:\\w+\\s+)?${part}(?=[\\w\\s,]*\\bsubnets?\\b)`,
    'i',
  ).exec(text)?.[1];
  if (found !== undefined) return /^no$/i.test(found) ? 0 : numberWord(found);
  return new RegExp(`\\b${part}\\b[^.;]*\\bsubnets\\b|\\b${part} only\\b`, 'i').test(text) ? 2 : undefined;
}

/** How many of each, where people only say "subnets" or "three subnets" or "three zones". */
function spread(text: string): number {
  const found = /\b(\d+|one|two|three|four|five|six)\s+(?:subnets|(?:availability )?zones|azs)\b/i.exec(text)?.[1];
  return found === undefined ? 2 : (numberWord(found) ?? 2);
}

const zonesOf = (region: string, number: number) =>
  ['a', 'b', 'c'].slice(0, number).map((letter) => `${region}${letter}`);
