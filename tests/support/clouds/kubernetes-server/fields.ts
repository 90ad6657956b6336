/** Fields of an object as server-side apply sees them: leaves, with the items of keyed lists found by their key. */

export type Segment = string | { list: string; key: string; value: string | number };
type Json = unknown;

/** Lists that the API merges by a key, by the name of their field; all others belong to one owner as a whole. */
const listKeys: Record<string, string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
  imagePullSecrets: ['name'],
};

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export type Leaves = Map<string, { path: Segment[]; value: Json }>;

export function leavesOf(value: Json): Leaves {
  const leaves: Leaves = new Map();
  walk(value, [], leaves);
  return leaves;
}

function walk(value: Json, path: Segment[], leaves: Leaves): void {
  if (isObject(value) && Object.keys(value).length > 0) {
    for (const [name, part] of Object.entries(value)) {
      const key = Array.isArray(part) ? keyOf(name, part) : null;
      if (key === null) walk(part, [...path, name], leaves);
      else
        for (const item of part as Record<string, Json>[])
          walk(item, [...path, { list: name, key, value: item[key] as string }], leaves);
    }
    return;
  }
  leaves.set(JSON.stringify(path), { path, value });
}

const keyOf = (name: string, items: Json[]): string | null =>
  (listKeys[name] ?? []).find((key) => items.length > 0 && items.every((item) => isObject(item) && key in item)) ??
  null;

/** As the API server writes it: `.spec.template.spec.containers[name="web"].image`. */
export const fieldText = (path: Segment[]): string =>
  path.map((part) => (typeof part === 'string' ? `.${part}` : `.${part.list}[${part.key}="${part.value}"]`)).join('');

export function readField(root: Json, path: Segment[]): Json {
  return path.reduce<Json>((value, part) => (isObject(value) ? member(value, part) : undefined), root);
}

const member = (value: Record<string, Json>, part: Segment): Json =>
  typeof part === 'string' ? value[part] : itemsOf(value, part).find((item) => item[part.key] === part.value);

const itemsOf = (value: Record<string, Json>, { list }: Exclude<Segment, string>): Record<string, Json>[] =>
  (Array.isArray(value[list]) ? value[list] : []) as Record<string, Json>[];

export function writeField(root: Record<string, Json>, path: Segment[], value: Json): void {
  const [part, ...rest] = path;
  if (part === undefined) return;
  if (typeof part === 'string') {
    if (rest.length === 0) root[part] = structuredClone(value);
    else {
      if (!isObject(root[part])) root[part] = {};
      writeField(root[part] as Record<string, Json>, rest, value);
    }
    return;
  }
  if (!Array.isArray(root[part.list])) root[part.list] = [];
  const items = root[part.list] as Record<string, Json>[];
  let item = items.find((each) => each[part.key] === part.value);
  if (!item) {
    item = { [part.key]: part.value };
    items.push(item);
  }
  writeField(item, rest, value);
}

export function removeField(root: Record<string, Json>, path: Segment[]): void {
  const holder = readField(root, path.slice(0, -1));
  const last = path.at(-1);
  if (!isObject(holder) || last === undefined) return;
  if (typeof last === 'string') delete holder[last];
  else holder[last.list] = itemsOf(holder, last).filter((item) => item[last.key] !== last.value);
  // An item of which only its key is left is gone as well.
  const above = path.at(-2);
  if (typeof above === 'object' && Object.keys(holder).length <= 1) removeField(root, path.slice(0, -1));
}
