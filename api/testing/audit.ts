import type { Caller } from './world.ts';

type Page = { items: { action: string; subject: { id: string } | null }[] };

/** What an admin sees that was done to one subject, oldest first. */
export async function doneTo(admin: Caller, subjectId: string): Promise<string[]> {
  const { body } = await admin.get<Page>(`/audit?limit=200&subjectId=${subjectId}`);
  return body.items.map(({ action }) => action).reverse();
}
