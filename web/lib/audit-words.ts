/** What an auditor looks for first, in this order; the rest is seen when the entry is opened. */
const telling = ['email', 'name', 'role', 'to', 'state', 'repository', 'purpose', 'method'] as const;
const longest = 60;

/** An entry's detail in a few words, such as `awaiting_approval` or `grace@example.com, operator`; often none. */
export function gistOf(detail: Record<string, unknown>): string {
  const words = telling.map((key) => detail[key]).filter((value) => typeof value === 'string' && value !== '');
  const gist = words.join(', ');
  return gist.length > longest ? `${gist.slice(0, longest - 1)}…` : gist;
}
