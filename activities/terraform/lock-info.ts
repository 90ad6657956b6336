/** Terraform's note about who holds a state lock: as JSON in the lock object, as text in its error. */

export type LockInfo = {
  id: string;
  /** user@host, as Terraform writes it. */
  owner: string;
  operation: string;
  /** ISO 8601. */
  createdAt: string;
  ageSeconds: number;
};

/** @returns null when the text is no lock error */
export function parseLockInfo(text: string, now = new Date()): LockInfo | null {
  if (!/error acquiring the state lock|state lock/i.test(text) || !text.includes('Who:')) return null;
  // At the start of a line: the S3 error above it has a `RequestID:` of its own.
  const field = (name: string) =>
    new RegExp(`(?:^|\\n)[\\s│]*${name}:[ \\t]+(.+?)\\s*(?:\\n|$)`).exec(text)?.[1]?.trim() ?? '';
  return toLockInfo(
    { ID: field('ID'), Who: field('Who'), Operation: field('Operation'), Created: field('Created') },
    now,
  );
}

/** The fields are those of Terraform's statemgr.LockInfo. */
export function toLockInfo(
  raw: { ID?: unknown; Who?: unknown; Operation?: unknown; Created?: unknown },
  now: Date,
): LockInfo {
  const created = parseGoTime(String(raw.Created ?? ''));
  return {
    id: String(raw.ID ?? ''),
    owner: String(raw.Who || 'somebody unknown'),
    operation:
      String(raw.Operation ?? '')
        .replace(/^OperationType/, '')
        .toLowerCase() || 'unknown',
    createdAt: created?.toISOString() ?? '',
    ageSeconds: created ? Math.max(0, Math.round((now.getTime() - created.getTime()) / 1000)) : 0,
  };
}

/** RFC 3339, or Go's own print: 2026-11-24 19:52:01.123456789 +0000 UTC. */
function parseGoTime(text: string): Date | null {
  const iso = text.replace(/^(\S+) (\S+?)(\.\d{1,3})?\d* \+0000 UTC$/, '$1T$2$3Z').replace(/(\.\d{3})\d+/, '$1');
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}
