/** A Linux server that follows AWS's foundations: session tokens for metadata (IMDSv2), an encrypted disk, no key pair. */
import { block, data, type Item, raw, resource } from '../hcl/write.ts';
import type { Kind } from '../kinds.ts';
import { wants } from '../read.ts';
import { labels, managed, type Site } from '../site.ts';
import { type Ask, baseName, type Declined, freeLabel, type Recipe, type Written, withBlocks } from './recipe.ts';

export const ec2Instance: Recipe = { of: 'ec2_instance', looks: ['ec2_instance'] satisfies Kind[], write };

const defaultType = 't3.micro';
const typePattern = /\b(?:[a-z]{1,3}\d{1,2}[a-z]{0,4}|u-\w+)\.(?:nano|micro|small|medium|(?:\d+)?x?large|metal)\b/i;

function write(ask: Ask, site: Site): Written | Declined {
  const { base } = baseName({ ...ask, text: ask.text.replace(typePattern, '') }, 'ec2_instance', 'app');
  const type = instanceType(ask.text) ?? defaultType;
  const image = /\bami-[0-9a-f]{8,17}\b/.exec(ask.text)?.[0];
  const label = freeLabel(site, base, ['aws_instance']);
  const arm = /^(?:a1|[a-z]+\d+g[a-z]*)\./i.test(type);
  const source = `al2023_${arm ? 'arm64' : 'x86_64'}`;
  const place = placeOf(ask, site);
  const open = wants(ask.text, /\bpublic (?:ip|address)\b|\bpublicly\b/) === true;

  const body: Item[] = [
    ['ami', image ?? raw(`data.aws_ami.${source}.id`)],
    ['instance_type', type],
    ...place.items,
    ...(open ? ([['associate_public_ip_address', true]] as Item[]) : []),
    block('metadata_options', ['http_endpoint', 'enabled'], ['http_tokens', 'required']),
    block('root_block_device', ['volume_type', 'gp3'], ['volume_size', diskSize(ask.text)], ['encrypted', true]),
    ['tags', { Name: base }],
    // A newer image must not replace a running server at the next plan.
    ...(image === undefined ? [block('lifecycle', ['ignore_changes', [raw('ami')]])] : []),
  ];
  const needsImage = image === undefined && !hasData(site, source);
  const blocks = [...(needsImage ? [amazonLinux(source, arm)] : []), resource('aws_instance', label, ...body)];
  return {
    files: withBlocks(site, 'ec2.tf', blocks),
    file: 'ec2.tf',
    what: `the EC2 instance \`${base}\``,
    points: [
      `is a \`${type}\` with ${image === undefined ? 'the newest Amazon Linux 2023' : `the image \`${image}\``}`,
      `runs in ${place.says}`,
      `has an encrypted disk of ${diskSize(ask.text)} GiB`,
      'answers metadata requests with session tokens only',
      ...(open ? ['has a public address'] : []),
    ],
    notes: ['It costs money from the moment it runs.'],
  };
}

export const instanceType = (text: string): string | undefined => typePattern.exec(text)?.[0].toLowerCase();

/** GiB. Amazon Linux 2023 needs 8. */
export const diskSize = (text: string): number =>
  Math.min(16_384, Math.max(8, Number(/\b(\d{1,5})\s*(?:gb|gib|gigabytes?|g)\b/i.exec(text)?.[1] ?? 20)));

function amazonLinux(label: string, arm: boolean): string {
  return data(
    'aws_ami',
    label,
    ['most_recent', true],
    ['owners', ['amazon']],
    block('filter', ['name', 'name'], ['values', [`al2023-ami-2023.*-${arm ? 'arm64' : 'x86_64'}`]]),
  );
}

const hasData = (site: Site, label: string) =>
  Object.values(site.files).some((text) => new RegExp(`data\\s+"aws_ami"\\s+"${label}"`).test(text));

/** The project's private subnet and security group where it has them, else the account's default network. */
function placeOf(ask: Ask, site: Site): { items: Item[]; says: string } {
  const vpc = managed(site, 'vpc')[0];
  const group = /\bsecurity[- ]group\b/i.test(ask.whole) ? managed(site, 'security_group').at(-1) : undefined;
  const guard: Item[] = group === undefined ? [] : [['vpc_security_group_ids', [raw(`${group.address}.id`)]]];
  const wanted = wants(ask.text, /\bpublic\b/) === true ? 'public' : 'private';
  const subnets = labels(site, 'aws_subnet');
  const subnet =
    vpc && [`${vpc.label}_${wanted}`, `${vpc.label}_private`, `${vpc.label}_public`].find((one) => subnets.has(one));
  if (vpc === undefined || subnet === undefined) return { items: guard, says: "the account's default network" };
  return {
    items: [['subnet_id', raw(`aws_subnet.${subnet}[0].id`)], ...guard],
    says: `the ${subnet.endsWith('public') ? 'public' : 'private'} subnet of the VPC \`${vpc.name}\``,
  };
}
