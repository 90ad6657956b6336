/** Changes that make sense for every kind: another name, and tags. */
import { attribute, literal, resourceAt, setAttribute } from '../hcl/edit.ts';
import { raw } from '../hcl/write.ts';
import { kinds } from '../kinds.ts';
import { taken } from '../site.ts';
import { type Edit, replaces } from './edit.ts';

const newName =
  /\b(?:rename\w*\b.*?|name it|call it|name|change (?:the |its )?name\b.*?)\s+(?:to|as|into|=)?\s*["'`“]?([A-Za-z0-9/][\w./-]*)["'`”]?\s*[.!]?$/i;

export const rename: Edit = (text, target, site) => {
  if (!/\brenam\w+|\bname it\b|\bcall it\b|\bchange (?:the |its )?name\b/i.test(text)) return undefined;
  const name = newName.exec(text.trim())?.[1];
  if (name === undefined || name === target.name)
    return { declined: 'Tell me the new name, like: rename the queue jobs to work.' };
  if (taken(site, target.kind).has(name))
    return { declined: `There is already ${kinds[target.kind].one} \`${name}\`. Choose another name.` };

  const found = resourceAt(site.files, target.address);
  const own = kinds[target.kind].names.find((one) => found && attribute(found.block, one) !== undefined);
  if (own === undefined) return renameTag(name, target, site);
  if (found === undefined || literal(found.block, own) === undefined) {
    return {
      declined: `The name of \`${target.address}\` is computed in the project's files. I change only plain values: edit it there.`,
    };
  }
  const fifo = target.name.endsWith('.fifo') && !name.endsWith('.fifo') ? `${name}.fifo` : name;
  return {
    files: setAttribute(site.files, target.address, [], own, fifo),
    does: `rename the ${kinds[target.kind].one} \`${target.name}\` to \`${fifo}\``,
    notes: [
      replaces(target),
      ...(target.kind === 's3_bucket' ? ['That works only while the old bucket is empty; objects are not moved.'] : []),
      ...(target.kind === 'dynamodb_table' ? ['Its items are lost with it: export them first.'] : []),
    ],
  };
};

const renameTag = (name: string, target: Parameters<Edit>[1], site: Parameters<Edit>[2]) =>
  setTag('Name', name, target, site) ?? {
    declined: `The tags of \`${target.address}\` are computed. I change only plain values: edit them in the project's files.`,
  };

export const tag: Edit = (text, target, site) => {
  // Tags of images are something else.
  if (!/\btag(?:s|ged)?\b|\blabel\b/i.test(text) || /\b(?:im)?mutab/i.test(text)) return undefined;
  const pair =
    /\b([A-Za-z][\w:.-]*)\s*(?:=|:\s)\s*["'`“]?([\w./@:+-]+)["'`”]?/.exec(text) ??
    /\btag(?:ged)?\b.*\b([A-Za-z]\w*)\s+(?:to|as|with)\s+["'`“]?([\w./@:+-]+)/i.exec(text);
  if (pair === null) return { declined: 'Tell me the tag as key=value, like: tag the bucket logs with team=core.' };
  const [, key = '', value = ''] = pair;
  return (
    setTag(key, value, target, site) ?? {
      declined: `The tags of \`${target.address}\` are computed. I change only plain values: edit them in the project's files.`,
    }
  );
};

function setTag(key: string, value: string, target: Parameters<Edit>[1], site: Parameters<Edit>[2]) {
  const found = resourceAt(site.files, target.address);
  const before = found && attribute(found.block, 'tags')?.value;
  const tags = before === undefined ? {} : literalMap(before);
  if (tags === undefined) return undefined;
  if (tags[key] === value) return { already: `The tag \`${key}\` is \`${value}\` already.` };
  return {
    files: setAttribute(site.files, target.address, [], 'tags', { ...tags, [key]: value }),
    does: `set the tag \`${key}\` of the ${kinds[target.kind].one} \`${target.name}\` to \`${value}\``,
  };
}

/** A map of plain strings as it is written; references stay as they are; undefined for anything else. */
function literalMap(text: string): Record<string, string | { raw: string }> | undefined {
  const inner = /^\{([\s\S]*)\}$/.exec(text.trim())?.[1];
  if (inner === undefined) return undefined;
  const entries: [string, string | { raw: string }][] = [];
  for (const line of inner.split(/[\n,]/)) {
    const plain = line.replace(/#.*$/, '').trim();
    if (plain === '') continue;
    const pair = /^"?([\w:./-]+)"?\s*[=:]\s*(?:"([^"$%\\]*)"|((?:var|local|aws_\w+)\.[\w.[\]]+))$/.exec(plain);
    if (pair === null) return undefined;
    entries.push([pair[1] ?? '', pair[2] ?? raw(pair[3] ?? '')]);
  }
  return Object.fromEntries(entries);
}
