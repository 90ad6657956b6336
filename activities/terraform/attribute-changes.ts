/** The difference between before and after of one resource, attribute by attribute, marked values masked. */
import type { AttributeChange } from '../../db/model/plan-summary.ts';
import type { Change, Marks } from './plan-json.ts';
import { mask } from './redact.ts';
import { isEmpty, isObject, same } from './values.ts';

type Side = { before: unknown; after: unknown; unknown: Marks; beforeMark: Marks; afterMark: Marks };
type Context = { replacePaths: string[]; created: boolean };

/** Dotted, with list indexes: ingress[0].from_port. A key with a dot in it stands in quotes. */
export const joinPath = (path: string, key: string | number): string => {
  if (typeof key === 'number') return `${path}[${key}]`;
  const name = /^[^.[\]"]+$/.test(key) ? key : JSON.stringify(key);
  return path === '' ? name : `${path}.${name}`;
};

export const replacePathsOf = (change: Change): string[] =>
  (change.replace_paths ?? []).map((steps) => steps.reduce<string>((path, step) => joinPath(path, step), ''));

/** @returns leaves that differ; an unknown or masked part is one leaf. On a create, what is not set is left out. */
export function attributeChanges(change: Change): AttributeChange[] {
  const side: Side = {
    before: change.before,
    after: change.after,
    unknown: change.after_unknown ?? false,
    beforeMark: change.before_sensitive ?? false,
    afterMark: change.after_sensitive ?? false,
  };
  const context = { replacePaths: replacePathsOf(change), created: change.before === null };
  return walk('', side, context);
}

function walk(path: string, side: Side, context: Context): AttributeChange[] {
  const sensitive = side.beforeMark === true || side.afterMark === true;
  if (sensitive || side.unknown === true) return leaf(path, side, sensitive, context);
  const { before, after } = side;
  const nested = isComposite(after) || isComposite(before) || isMarked(side.unknown);
  if (!nested || mixed(before, after)) return leaf(path, side, false, context);
  // A list that became another list of another length is easier to read item by item than as two blobs.
  const keys = keysOf(side);
  return keys.flatMap((key) => walk(joinPath(path, key), step(side, key), context));
}

const isComposite = (value: unknown): boolean => typeof value === 'object' && value !== null;
const isMarked = (marks: Marks): boolean => typeof marks === 'object' && Object.keys(marks).length > 0;
const mixed = (a: unknown, b: unknown) => isComposite(a) && isComposite(b) && Array.isArray(a) !== Array.isArray(b);

function keysOf({ before, after, unknown }: Side): (string | number)[] {
  const list = [before, after, unknown].some(Array.isArray);
  const keys = new Set(
    [before, after, unknown].flatMap((part) => (isComposite(part) ? Object.keys(part as object) : [])),
  );
  return list ? [...keys].map(Number).sort((a, b) => a - b) : [...keys].sort();
}

const member = (value: unknown, key: string | number): unknown => {
  if (Array.isArray(value)) return value[Number(key)];
  return isObject(value) ? value[key] : undefined;
};
const markOf = (marks: Marks, key: string | number): Marks =>
  typeof marks === 'boolean' ? marks : ((member(marks, key) as Marks) ?? false);

const step = (side: Side, key: string | number): Side => ({
  before: member(side.before, key),
  after: member(side.after, key),
  unknown: markOf(side.unknown, key),
  beforeMark: markOf(side.beforeMark, key),
  afterMark: markOf(side.afterMark, key),
});

function leaf(path: string, side: Side, sensitive: boolean, context: Context): AttributeChange[] {
  const { before, after } = side;
  const unknown = side.unknown === true;
  if (
    !unknown &&
    (same(before, after) ||
      (isEmpty(before) && isEmpty(after) && (context.created || before === undefined || after === undefined)))
  )
    return [];
  if (!unknown && (before ?? null) === null && (after ?? null) === null) return [];
  const kind = unknown
    ? 'unknown'
    : (before ?? null) === null
      ? 'added'
      : (after ?? null) === null
        ? 'removed'
        : 'changed';
  return [
    {
      path,
      kind,
      ...((before ?? null) === null ? {} : { before: sensitive ? mask : before }),
      ...(unknown || (after ?? null) === null ? {} : { after: sensitive ? mask : after }),
      sensitive,
      forcesReplacement: context.replacePaths.some(
        (forced) =>
          path === forced ||
          path.startsWith(`${forced}.`) ||
          path.startsWith(`${forced}[`) ||
          forced.startsWith(`${path}.`) ||
          forced.startsWith(`${path}[`),
      ),
    },
  ];
}
