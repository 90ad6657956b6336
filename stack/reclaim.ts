/** After a kill -9 of the supervisor: ends what it left running, so that the new one can have folders and ports. */
import type { Layout } from './layout.ts';
import { endProcess, findOrphans, type Orphan } from './processes.ts';
import type { StackState } from './state.ts';

/** How each ends without loss, and how long it may take. SeaweedFS is crash-safe, and slow when asked politely. */
const manners: Record<string, { signal: NodeJS.Signals; withinMs: number }> = {
  postgres: { signal: 'SIGINT', withinMs: 10_000 },
  s3: { signal: 'SIGKILL', withinMs: 1000 },
};
const usual = { signal: 'SIGTERM', withinMs: 5000 } as const;

/** @returns what was ended */
export async function reclaim(layout: Layout, before: StackState | undefined): Promise<Orphan[]> {
  const recorded = Object.values(before?.parts ?? {}).flatMap(({ pid }) => (pid ? [pid] : []));
  const orphans = await findOrphans(layout.dataDir, recorded);
  const end = ({ pid, part }: Orphan) => {
    const { signal, withinMs } = manners[part] ?? usual;
    return endProcess(pid, signal, withinMs);
  };
  await Promise.all(orphans.filter(({ part }) => part !== 'postgres').map(end));
  await Promise.all(orphans.filter(({ part }) => part === 'postgres').map(end));
  return orphans;
}
