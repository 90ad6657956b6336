/** Values of a plan as people read them. */
import type { AttributeChange } from './types.ts';

/** One line: strings in quotes, `null` by name, objects as compact JSON. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  return JSON.stringify(value) ?? 'null';
}

export const sensitiveText = '(sensitive)';
export const unknownText = '(known after apply)';

/** Both sides of a change. `null`: this side does not exist. */
export function sidesOf(change: AttributeChange): { before: string | null; after: string | null } {
  const before =
    change.kind === 'added' || change.before === undefined || change.before === null ? null : valueText(change.before);
  if (change.sensitive) {
    return {
      before: change.kind === 'added' ? null : sensitiveText,
      after: change.kind === 'removed' ? null : change.kind === 'unknown' ? unknownText : sensitiveText,
    };
  }
  if (change.kind === 'unknown') return { before, after: unknownText };
  if (change.kind === 'removed') return { before: before ?? valueText(change.before), after: null };
  return { before: change.kind === 'changed' ? (before ?? 'null') : before, after: valueText(change.after) };
}

/** Policies and other JSON inside a string are read by line, not as one long string. */
export function jsonInside(value: unknown): string | null {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return null;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return null;
  }
}

export type DiffRow = { kind: 'same' | 'removed' | 'added'; text: string };

/** Lines of two texts, by longest common subsequence. Falls back to "all out, all in" above a million pairs. */
export function diffLines(before: string, after: string): DiffRow[] {
  const a = before.split('\n');
  const b = after.split('\n');
  if (a.length * b.length > 1_000_000) {
    return [
      ...a.map((text) => ({ kind: 'removed' as const, text })),
      ...b.map((text) => ({ kind: 'added' as const, text })),
    ];
  }
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      const down = common[at + width] ?? 0;
      const right = common[at + 1] ?? 0;
      common[at] = a[i] === b[j] ? (common[at + width + 1] ?? 0) + 1 : Math.max(down, right);
    }
  }
  const rows: DiffRow[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      rows.push({ kind: 'same', text: left });
      i += 1;
      j += 1;
    } else if (
      right === undefined ||
      (left !== undefined && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      rows.push({ kind: 'removed', text: left ?? '' });
      i += 1;
    } else {
      rows.push({ kind: 'added', text: right });
      j += 1;
    }
  }
  return rows;
}

/** Keeps `context` lines around each change; `null` stands for what was left out. */
export function withContext(rows: readonly DiffRow[], context = 3): (DiffRow | null)[] {
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - context), at + context + 1).some((row) => row.kind !== 'same'),
  );
  const kept: (DiffRow | null)[] = [];
  rows.forEach((row, at) => {
    if (near[at]) kept.push(row);
    else if (kept.at(-1) !== null) kept.push(null);
  });
  return kept;
}
