import { addToResource, append, literal, nested, removeNested, removeResource, setAttribute } from '../hcl/edit.ts';
import { block, type Item } from '../hcl/write.ts';
import { wants } from '../read.ts';
import { encrypted, logging, loggingTarget, publicAccessBlock, versioned } from '../recipes/s3.ts';
import { lifecycle, lifecycleRules } from '../recipes/s3-lifecycle.ts';
import type { Site } from '../site.ts';
import { type Edit, type Edited, satellite, set, type Target } from './edit.ts';

export const versioning: Edit = (text, target, site) => {
  const on = wants(text, /\bversion(?:ing|ed|s)?\b/);
  if (on === undefined) return undefined;
  const found = satellite(site, target, 'aws_s3_bucket_versioning');
  const does = `turn ${on ? 'on' : 'off'} versioning of the bucket \`${target.name}\``;
  if (found === undefined) {
    if (!on) return { already: `Versioning of the bucket \`${target.name}\` is not on.` };
    return { files: append(site.files, target.file, versioned(target.label)), does };
  }
  const now = literal(nested(found.block, ['versioning_configuration']) ?? found.block, 'status');
  if (now === (on ? 'Enabled' : 'Suspended'))
    return { already: `Versioning of the bucket \`${target.name}\` is ${on ? 'on' : 'off'} already.` };
  const edited = set(site, found.address, ['versioning_configuration'], 'status', on ? 'Enabled' : 'Suspended', does);
  return 'files' in edited && !on
    ? { ...edited, notes: ['AWS calls it suspended: the versions that exist are kept.'] }
    : edited;
};

export const encryption: Edit = (text, target, site) => {
  if (wants(text, /\bencrypt\w*\b|\bkms\b|\bsse\b/) !== true) return undefined;
  const kms = /\bkms\b/i.test(text);
  const found = satellite(site, target, 'aws_s3_bucket_server_side_encryption_configuration');
  const does = `encrypt the bucket \`${target.name}\` with ${kms ? 'KMS' : 'keys of S3 (AES-256)'}`;
  if (found === undefined) return { files: append(site.files, target.file, encrypted(target.label, kms)), does };
  return set(
    site,
    found.address,
    ['rule', 'apply_server_side_encryption_by_default'],
    'sse_algorithm',
    kms ? 'aws:kms' : 'AES256',
    does,
  );
};

export const blockPublic: Edit = (text, target, site) => {
  if (!/\bpublic\b|\bprivate\b/i.test(text) || /\brenam/i.test(text)) return undefined;
  if (!/\bprivate\b|\b(?:block|deny|prevent|no|not|disable|stop|turn off|remove)\b.*\bpublic\b/i.test(text)) {
    return { declined: 'I only make buckets more private. Opening one is for a person to write and to decide.' };
  }
  const found = satellite(site, target, 'aws_s3_bucket_public_access_block');
  const does = `block all public access to the bucket \`${target.name}\``;
  if (found === undefined) return { files: append(site.files, target.file, publicAccessBlock(target.label)), does };
  const names = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];
  const open = names.filter((name) => literal(found.block, name) !== true);
  if (open.length === 0) return { already: `The bucket \`${target.name}\` blocks all public access already.` };
  return { files: open.reduce((files, name) => setAttribute(files, found.address, [], name, true), site.files), does };
};

export const retention: Edit = (text, target, site) => {
  const versions = satellite(site, target, 'aws_s3_bucket_versioning')?.address;
  const rules = lifecycleRules(text, versions !== undefined);
  if (rules.length === 0) return undefined;
  const does = `have the bucket \`${target.name}\` follow a lifecycle: it ${rules.map(({ says }) => says).join(', ')}`;
  const notes = rules.some(({ id }) => id === 'expire')
    ? ['Objects older than that are deleted for good soon after the apply.']
    : [];
  const found = satellite(site, target, 'aws_s3_bucket_lifecycle_configuration');
  if (found === undefined)
    return { files: append(site.files, target.file, lifecycle(target.label, rules, versions)), does, notes };
  return {
    files: rules.reduce((files, rule) => withRule(files, found.address, rule.id, rule.body), site.files),
    does,
    notes,
  };
};

/** Puts a rule in the place of the one with the same id, or after the others. */
function withRule(files: Site['files'], address: string, id: string, body: readonly Item[]): Site['files'] {
  const without = removeNested(files, address, (one) => one.type === 'rule' && literal(one, 'id') === id);
  return addToResource(without, address, [block('rule', ...body)]);
}

export const accessLogs: Edit = (text, target, site) => {
  const on = wants(text, /\b(?:access |server )?logg?(?:ing|s)\b/);
  if (on === undefined || !/\blogging\b|\baccess[- ]logs?\b|\bserver logs?\b/i.test(text.replaceAll(target.name, ' ')))
    return undefined;
  const found = satellite(site, target, 'aws_s3_bucket_logging');
  if (!on) return stopLogs(site, target, found?.address);
  const other = loggingTarget(text, site, target.label);
  if (other === undefined)
    return {
      declined: `Tell me which bucket of this project shall receive the access logs of \`${target.name}\`, like: turn on access logs of the bucket data to the bucket logs.`,
    };
  const does = `write the access logs of the bucket \`${target.name}\` to \`${other.name}\``;
  if (found !== undefined)
    return {
      declined: `The bucket \`${target.name}\` writes access logs already. Change \`${found.address}\` in the project's files if they shall go elsewhere.`,
    };
  return { files: append(site.files, target.file, logging(target.label, other.address)), does };
};

function stopLogs(site: Site, target: Target, address: string | undefined): Edited {
  if (address === undefined) return { already: `The bucket \`${target.name}\` writes no access logs.` };
  return {
    files: removeResource(site.files, address),
    does: `stop writing access logs of the bucket \`${target.name}\``,
  };
}
