/** What the verifier says, in words. */
import type { AuditVerdict } from './verify.ts';

export type Named = AuditVerdict & { slug?: string; from?: number };

export function lineOf(verdict: Named): string {
  const { orgId, slug, entries, checkpoints, fault } = verdict;
  const who = slug ? `${slug} (${orgId})` : orgId;
  const looked = `${entries} entries, ${checkpoints} checkpoints`;
  const state = fault ? `${fault.kind.toUpperCase()} at entry ${fault.seq}: ${fault.text}` : wholeText(verdict);
  return `${who}  ${looked}  ${state}\n`;
}

function wholeText({ entries, end, signed, from = 1 }: Named): string {
  if (entries === 0) return 'nothing in it';
  const start = from > 1 ? `whole from entry ${from} on (what came before is not in the file)` : 'whole';
  const last = signed?.seq ?? from - 1;
  const open = last < end.seq ? `; entries ${last + 1} to ${end.seq} are not signed yet` : '';
  const by = signed ? `, signed to entry ${signed.seq} at ${signed.at} by ${signed.keyId}` : '';
  return `${start}${by}${open}, ends with ${end.hash}`;
}

export function sumOf(verdicts: readonly Named[]): string {
  const bad = verdicts.filter(({ fault }) => fault !== null).length;
  const entries = verdicts.reduce((sum, one) => sum + one.entries, 0);
  return `${verdicts.length} audit logs with ${entries} entries looked at, ${bad} of them not as they were written\n`;
}
