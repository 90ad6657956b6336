/** A security group with one rule resource per port, as the provider recommends over inline rules. */
import { raw, resource } from '../hcl/write.ts';
import type { Kind } from '../kinds.ts';
import { wants } from '../read.ts';
import { managed, type Site } from '../site.ts';
import {
  type Ask,
  baseName,
  type Declined,
  freeLabel,
  freeName,
  isDeclined,
  type Recipe,
  type Written,
  withBlocks,
} from './recipe.ts';
import { cidrWish } from './vpc.ts';

export const securityGroup: Recipe = { of: 'security_group', looks: ['security_group', 'vpc'] satisfies Kind[], write };

export type Port = { name: string; from: number; to: number; protocol: 'tcp' | 'udp' };

const services: [RegExp, string, number][] = [
  [/\bssh\b/i, 'ssh', 22],
  [/\bhttps\b|\btls\b/i, 'https', 443],
  [/\bhttp\b/i, 'http', 80],
  [/\bpostgres(?:ql)?\b/i, 'postgres', 5432],
  [/\bmysql\b|\bmariadb\b/i, 'mysql', 3306],
  [/\bredis\b|\bvalkey\b/i, 'redis', 6379],
  [/\brdp\b/i, 'rdp', 3389],
  [/\bdns\b/i, 'dns', 53],
];

const titles: Record<string, string> = {
  ssh: 'SSH',
  https: 'HTTPS',
  http: 'HTTP',
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  redis: 'Redis',
  rdp: 'RDP',
  dns: 'DNS',
};

/** Ports that people mean to show to the world; anything else stays inside unless they say so. */
const publicPorts = new Set([80, 443]);
export const insideRange = '10.0.0.0/8';
export const everywhere = '0.0.0.0/0';

function write(ask: Ask, site: Site): Written | Declined {
  const ports = portsIn(ask.text);
  const { base, explicit } = baseName(ask, 'security_group', ports[0]?.name.replaceAll('_', '-') ?? 'app');
  const wanted = /(?:^|-)sg$/.test(base) || explicit ? base : `${base}-sg`;
  if (wanted.startsWith('sg-'))
    return {
      declined: 'AWS reserves names that begin with `sg-` for its own ids. Tell me another name and I will propose it.',
    };
  const name = freeName(site, 'security_group', wanted, explicit);
  if (isDeclined(name)) return name;

  const label = freeLabel(site, base, ['aws_security_group']);
  const network = networkOf(ask.text, site);
  const rules = ports.map((port) => ({ port, source: sourceOf(ask.text, port) }));
  const group = resource(
    'aws_security_group',
    label,
    ['name', name],
    [
      'description',
      `${ports.length === 0 ? 'No inbound traffic' : `Inbound ${ports.map((port) => port.name).join(', ')}`}, managed by Aurora`,
    ],
    ...(network.id === null ? [] : [['vpc_id', network.id] as const]),
    ['tags', { Name: name }],
  );
  const blocks = [group, ...rules.map(({ port, source }) => ingress(label, port, source)), egress(label)];
  return {
    files: withBlocks(site, 'security-groups.tf', blocks),
    file: 'security-groups.tf',
    what: `the security group \`${name}\``,
    points: [
      `is in ${network.says}`,
      ...(rules.length === 0
        ? ['lets nothing in']
        : rules.map(({ port, source }) => `lets ${portWords(port)} in from ${sourceWords(source)}`)),
      'lets everything out',
    ],
    notes: rules.flatMap(({ port, source }) => warning(port, source)),
  };
}

export const ingress = (group: string, port: Port, source: string): string =>
  resource(
    'aws_vpc_security_group_ingress_rule',
    `${group}_${port.name.replace(/\W+/g, '_')}`,
    ['security_group_id', raw(`aws_security_group.${group}.id`)],
    ['description', `${port.name} from ${source}`],
    [source.includes(':') ? 'cidr_ipv6' : 'cidr_ipv4', source],
    ['ip_protocol', port.protocol],
    ['from_port', port.from],
    ['to_port', port.to],
  );

const egress = (group: string): string =>
  resource(
    'aws_vpc_security_group_egress_rule',
    `${group}_all`,
    ['security_group_id', raw(`aws_security_group.${group}.id`)],
    ['description', 'Everything out'],
    ['cidr_ipv4', everywhere],
    ['ip_protocol', '-1'],
  );

/** Ports by number, range or service name, each once. */
export function portsIn(text: string): Port[] {
  const found = new Map<string, Port>();
  const bare = text.replace(/\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?/g, ' ');
  for (const [words, name, port] of services) {
    if (words.test(bare))
      found.set(String(port), { name, from: port, to: port, protocol: name === 'dns' ? 'udp' : 'tcp' });
  }
  const protocol = /\budp\b/i.test(bare) ? 'udp' : 'tcp';
  const numbers =
    /\b(?:ports?|tcp|udp)\s+((?:\d{1,5}(?:\s*(?:-|to|through|,|and|&)\s*)?)+)|\b(\d{1,5})\/(?:tcp|udp)\b|\b(?:allow\w*|open\w*|close\w*|block\w*)\s+(?:\w+\s+){0,2}?((?:\d{2,5}(?:\s*(?:,|and|&)\s*)?)+)/gi;
  for (const match of bare.matchAll(numbers)) {
    for (const part of (match[1] ?? match[2] ?? match[3] ?? '').matchAll(
      /(\d{1,5})(?:\s*(?:-|to|through)\s*(\d{1,5}))?/g,
    )) {
      const from = Number(part[1]);
      const to = Number(part[2] ?? part[1]);
      const known = found.get(String(from));
      if (from < 1 || to > 65_535 || to < from || (known !== undefined && from === to)) continue;
      found.set(from === to ? String(from) : `${from}-${to}`, {
        name: from === to ? serviceName(from) : `ports_${from}_${to}`,
        from,
        to,
        protocol,
      });
    }
  }
  return [...found.values()];
}

const serviceName = (port: number) => services.find(([, , known]) => known === port)?.[1] ?? `port_${port}`;

export function sourceOf(text: string, port: Port): string {
  const range = cidrWish(text) ?? single(text);
  if (range !== undefined) return range;
  if (wants(text, /\bany(?:where|one|body)\b|\binternet\b|\bworld\b|\bpublic(?:ly)?\b|\beverywhere\b/) === true)
    return everywhere;
  return port.from === port.to && publicPorts.has(port.from) && !/\b(?:internal|inside|private|vpc)\b/i.test(text)
    ? everywhere
    : insideRange;
}

const single = (text: string): string | undefined => {
  const address = /\b\d{1,3}(?:\.\d{1,3}){3}\b(?!\/)/.exec(text)?.[0];
  return address === undefined ? undefined : `${address}/32`;
};

export const portWords = (port: Port): string => {
  if (port.name in titles) return `${titles[port.name]} (port ${port.from})`;
  return port.from === port.to ? `port ${port.from}` : `ports ${port.from} to ${port.to}`;
};

export const sourceWords = (source: string): string => (source === everywhere ? 'anywhere' : `\`${source}\``);

export function warning(port: Port, source: string): string[] {
  if (source === everywhere && !publicPorts.has(port.from))
    return [`${portWords(port)} is open to the whole internet, as you asked: think twice before you approve it.`];
  if (source === insideRange)
    return [`You named no source for ${portWords(port)}, so only private addresses (\`${insideRange}\`) may reach it.`];
  return [];
}

/** The project's own VPC, one that was named by id, or the account's default. */
function networkOf(text: string, site: Site): { id: string | ReturnType<typeof raw> | null; says: string } {
  const named = /\bvpc-[0-9a-f]{8,17}\b/.exec(text)?.[0];
  if (named !== undefined) return { id: named, says: `the VPC \`${named}\`` };
  const own = managed(site, 'vpc');
  const chosen = own.find(({ name, label }) => new RegExp(`\\b(?:${name}|${label})\\b`, 'i').test(text)) ?? own[0];
  if (chosen !== undefined) return { id: raw(`${chosen.address}.id`), says: `the project's VPC \`${chosen.name}\`` };
  return { id: null, says: "the account's default VPC" };
}
