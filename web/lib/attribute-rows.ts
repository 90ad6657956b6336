/** Nested attributes as lines of a path and a value, in the order in which the provider gave them. */

export type AttributeRow = { path: string; value: unknown };

const isScalar = (value: unknown) => value === null || typeof value !== 'object';

/** Lists of plain values stay on one line; an empty list or object is a value by itself. */
export function attributeRows(value: unknown, path = ''): AttributeRow[] {
  if (Array.isArray(value)) {
    if (value.every(isScalar)) return [{ path, value }];
    return value.flatMap((item, at) => attributeRows(item, `${path}[${at}]`));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return path ? [{ path, value }] : [];
    return entries.flatMap(([key, item]) => attributeRows(item, path ? `${path}.${key}` : key));
  }
  return [{ path, value }];
}

/** Strings as they are: on a page of attributes, quotes around every value only make noise. */
export function attributeText(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '""' : value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(attributeText).join(', ');
  return JSON.stringify(value) ?? 'null';
}
