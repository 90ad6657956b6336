/** Where things belong, for the role that counts there. */
import type { Database } from './client.ts';

export type ProjectThing = 'project' | 'run' | 'session' | 'pull_request' | 'memory_note' | 'budget';

/** One round trip. @returns null for what belongs to the organisation as a whole; undefined: there is no such thing */
export async function projectOf(
  db: Database,
  orgId: string,
  kind: ProjectThing,
  id: string,
): Promise<string | null | undefined> {
  const { rows } = await db.pool.query<{ project_id: string | null }>({
    name: 'project-of',
    text: 'select project_id from project_of($1, $2, $3)',
    values: [orgId, kind, id],
  });
  return rows[0]?.project_id;
}
