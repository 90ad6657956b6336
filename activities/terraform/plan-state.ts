/** Which state a plan was made from. */
import { readZipEntry } from './zip.ts';

/**
 * A saved plan carries the refreshed state (`tfstate`) with the lineage and serial of the stored one.
 * Its other copy, `tfstate-prev`, has neither.
 *
 * @returns null when the project had no state
 */
export function readPlanState(plan: Uint8Array): { lineage: string; serial: number } | null {
  const entry = readZipEntry(plan, 'tfstate');
  if (!entry) return null;
  const { lineage, serial } = JSON.parse(Buffer.from(entry).toString('utf8')) as { lineage?: string; serial?: number };
  return lineage ? { lineage, serial: serial ?? 0 } : null;
}
