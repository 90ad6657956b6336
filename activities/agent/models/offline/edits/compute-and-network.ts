/** Changes of security groups, EC2 instances, log groups, KMS keys, ECR repositories, SSM parameters and VPCs. */
import { append, type Files, literal, refersTo, removeResource, resources } from '../hcl/edit.ts';
import { days, wants } from '../read.ts';
import { diskSize, instanceType } from '../recipes/ec2.ts';
import { ingress, type Port, portsIn, portWords, sourceOf, sourceWords, warning } from '../recipes/security-group.ts';
import { allowedRetention, parameterValue } from '../recipes/small.ts';
import type { Site } from '../site.ts';
import { type Edit, type Edited, set, type Target } from './edit.ts';

export const groupPorts: Edit = (text, target, site) => {
  const ports = portsIn(text);
  if (ports.length === 0) return undefined;
  const closing = /\b(?:close|block|deny|disallow|remove|delete|stop|revoke)\b/i.test(text);
  return closing ? closePorts(ports, target, site) : openPorts(text, ports, target, site);
};

function openPorts(text: string, ports: readonly Port[], target: Target, site: Site): Edited {
  const wanted = ports.map((port) => ({ port, source: sourceOf(text, port) }));
  const fresh = wanted.filter(
    ({ port, source }) => !rulesFor(site.files, target, port).some((rule) => rule.source === source),
  );
  if (fresh.length === 0) return { already: `The security group \`${target.name}\` lets that in already.` };
  const used = new Set(resources(site.files).map(({ address }) => address));
  const blocks = fresh.map(({ port, source }) => ingress(target.label, freePort(used, target.label, port), source));
  return {
    files: append(site.files, target.file, blocks.join('\n')),
    does: `let ${fresh.map(({ port, source }) => `${portWords(port)} from ${sourceWords(source)}`).join(' and ')} into the security group \`${target.name}\``,
    notes: fresh.flatMap(({ port, source }) => warning(port, source)),
  };
}

/** The same port under the next free name, where another source has it already. */
function freePort(used: Set<string>, group: string, port: Port): Port {
  const taken = (name: string) => used.has(`aws_vpc_security_group_ingress_rule.${group}_${name.replace(/\W+/g, '_')}`);
  let name = port.name;
  for (let number = 2; taken(name); number += 1) name = `${port.name}_${number}`;
  return { ...port, name };
}

function closePorts(ports: readonly Port[], target: Target, site: Site): Edited {
  const rules = ports.flatMap((port) => rulesFor(site.files, target, port));
  if (rules.length === 0) {
    const inline = resources(site.files)
      .find(({ address }) => address === target.address)
      ?.block.blocks.some(({ type }) => type === 'ingress');
    if (inline)
      return {
        declined: `The rules of \`${target.address}\` stand inside the group. I change only rules that are resources of their own: edit it in the project's files.`,
      };
    return { already: `The security group \`${target.name}\` has no rule for ${ports.map(portWords).join(' and ')}.` };
  }
  return {
    files: rules.reduce<Files>((files, { address }) => removeResource(files, address), site.files),
    does: `close ${ports.map(portWords).join(' and ')} of the security group \`${target.name}\``,
    notes: ['Connections that come in that way break at once.'],
  };
}

function rulesFor(files: Files, target: Target, port: Port): { address: string; source: unknown }[] {
  return resources(files)
    .filter(({ type }) => type === 'aws_vpc_security_group_ingress_rule')
    .filter(({ file, block }) => refersTo(files[file]?.slice(block.start, block.end) ?? '', target.address))
    .filter(({ block }) => literal(block, 'from_port') === port.from && literal(block, 'to_port') === port.to)
    .map(({ address, block }) => ({ address, source: literal(block, 'cidr_ipv4') ?? literal(block, 'cidr_ipv6') }));
}

export const instanceSize: Edit = (text, target, site) => {
  const type = instanceType(text);
  if (type === undefined) return undefined;
  const edited = set(
    site,
    target.address,
    [],
    'instance_type',
    type,
    `make the EC2 instance \`${target.name}\` a \`${type}\``,
  );
  return 'files' in edited ? { ...edited, notes: ['AWS stops the instance and starts it again for that.'] } : edited;
};

export const instanceDisk: Edit = (text, target, site) => {
  if (!/\b\d+\s*(?:gb|gib|gigabytes?|g)\b/i.test(text)) return undefined;
  const found = resources(site.files).find(({ address }) => address === target.address);
  const disk = found?.block.blocks.find(({ type }) => type === 'root_block_device');
  const now = disk && literal(disk, 'volume_size');
  const size = diskSize(text);
  if (typeof now === 'number' && size < now)
    return { declined: `A disk can only grow, and that of \`${target.name}\` has ${now} GiB.` };
  return set(
    site,
    target.address,
    ['root_block_device'],
    'volume_size',
    size,
    `give the EC2 instance \`${target.name}\` a disk of ${size} GiB`,
  );
};

export const logRetention: Edit = (text, target, site) => {
  const wanted = days(text);
  if (wanted === undefined) return undefined;
  const kept = allowedRetention(wanted);
  const edited = set(
    site,
    target.address,
    [],
    'retention_in_days',
    kept,
    `keep the logs of \`${target.name}\` for ${kept} days`,
  );
  const note =
    kept === wanted ? [] : [`CloudWatch knows only certain retentions, and ${kept} days is the next one to ${wanted}.`];
  return 'files' in edited ? { ...edited, notes: [...note, 'Logs older than that are deleted for good.'] } : edited;
};

export const keyRotation: Edit = (text, target, site) => {
  const on = wants(text, /\brotat\w+/);
  if (on === undefined) return undefined;
  return set(
    site,
    target.address,
    [],
    'enable_key_rotation',
    on,
    `turn ${on ? 'on' : 'off'} the yearly rotation of the key \`${target.name}\``,
  );
};

export const imageScan: Edit = (text, target, site) => {
  const on = wants(text, /\bscan\w*/);
  if (on === undefined) return undefined;
  return set(
    site,
    target.address,
    ['image_scanning_configuration'],
    'scan_on_push',
    on,
    `turn ${on ? 'on' : 'off'} scanning of images pushed to \`${target.name}\``,
  );
};

export const imageTags: Edit = (text, target, site) => {
  if (!/\b(?:im)?mutab\w+/i.test(text)) return undefined;
  const fixed = /\bimmutab/i.test(text) && wants(text, /\bimmutab\w+/) === true;
  return set(
    site,
    target.address,
    [],
    'image_tag_mutability',
    fixed ? 'IMMUTABLE' : 'MUTABLE',
    `${fixed ? 'keep tags of' : 'let tags be moved in'} \`${target.name}\`${fixed ? ' from being moved' : ''}`,
  );
};

export const parameterText: Edit = (text, target, site) => {
  const value = parameterValue(text)?.value;
  if (value === undefined) return undefined;
  const found = resources(site.files).find(({ address }) => address === target.address);
  if (found && literal(found.block, 'type') === 'SecureString')
    return {
      declined: `\`${target.name}\` is a secret, and I never write one into files. Set its value in the AWS console or by CLI.`,
    };
  return set(site, target.address, [], 'value', value, `set the parameter \`${target.name}\` to \`${value}\``);
};

export const networkNames: Edit = (text, target, site) => {
  const on = wants(text, /\bdns\b|\bhost ?names?\b/);
  if (on === undefined) return undefined;
  return set(
    site,
    target.address,
    [],
    'enable_dns_hostnames',
    on,
    `turn ${on ? 'on' : 'off'} DNS host names in the VPC \`${target.name}\``,
  );
};
