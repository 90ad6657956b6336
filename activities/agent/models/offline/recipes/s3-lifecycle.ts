/** Lifecycle rules of a bucket, read out of a sentence. */
import { block, type Item, raw, resource } from '../hcl/write.ts';
import { days, spans } from '../read.ts';

export type Rule = { id: string; says: string; body: Item[] };

/** The lifecycle people asked for; nothing is ever deleted that they did not ask to have deleted. */
export function lifecycleRules(text: string, versioning: boolean): Rule[] {
  const rules: Rule[] = [];
  const archive = /\b(?:glacier|archiv\w+|cold storage|infrequent\w*)\b/i.exec(text);
  const expire = /\b(?:expir\w+|delet\w+|remov\w+|retention|retain\w*|keep(?:ing)?|lifecycle)\b/i.exec(text);
  const archiveDays = archive === null ? undefined : nearest(text, archive.index);
  const expireDays = expire === null ? undefined : nearest(text, expire.index, archiveDays);
  if (archiveDays !== undefined) {
    rules.push({
      id: 'archive',
      says: `moves objects to Glacier after ${archiveDays} days`,
      body: [
        ['id', 'archive'],
        ['status', 'Enabled'],
        block('filter'),
        block('transition', ['days', archiveDays], ['storage_class', 'GLACIER']),
      ],
    });
  }
  if (expireDays !== undefined) {
    const old = versioning ? [block('noncurrent_version_expiration', ['noncurrent_days', expireDays])] : [];
    rules.push({
      id: 'expire',
      says: `deletes objects after ${expireDays} days`,
      body: [
        ['id', 'expire'],
        ['status', 'Enabled'],
        block('filter'),
        block('expiration', ['days', expireDays]),
        ...old,
      ],
    });
  }
  if (rules.length > 0 || /\blifecycle\b/i.test(text)) {
    rules.push({
      id: 'unfinished-uploads',
      says: 'cleans up unfinished uploads after a week',
      body: [
        ['id', 'unfinished-uploads'],
        ['status', 'Enabled'],
        block('filter'),
        block('abort_incomplete_multipart_upload', ['days_after_initiation', 7]),
      ],
    });
  }
  return rules;
}

/** The time span closest to a word, in days; not the one that is already used. */
function nearest(text: string, index: number, used?: number): number | undefined {
  const all = spans(text).map((span) => ({ days: Math.max(1, Math.round(span.seconds / 86_400)), index: span.index }));
  const open = all.filter((span) => span.days !== used);
  return (
    open.sort((a, b) => Math.abs(a.index - index) - Math.abs(b.index - index))[0]?.days ??
    (used === undefined ? days(text) : undefined)
  );
}

/** @param versioning address of the versioning resource: rules about old versions need it to be on first */
export function lifecycle(label: string, rules: readonly Rule[], versioning: string | undefined): string {
  const order: Item[] = versioning === undefined ? [] : [['depends_on', [raw(versioning)]]];
  const bodies = rules.map(({ body }) => block('rule', ...body));
  return resource(
    'aws_s3_bucket_lifecycle_configuration',
    label,
    ['bucket', raw(`aws_s3_bucket.${label}.id`)],
    ...bodies,
    ...order,
  );
}
