/** Filters of a page that people gave a name to: their own, and those that others share. */
import { and, asc, eq, or } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { formerMember, personOf } from './people.ts';
import { savedViews, users } from './schema/index.ts';

export type SavedView = typeof savedViews.$inferSelect;

/** What this person may use: their own and the shared ones, by name. */
export async function listSavedViews(tx: Tx, userId: string, page?: string) {
  const rows = await tx
    .select({ view: savedViews, user: personOf(users) })
    .from(savedViews)
    .leftJoin(users, eq(users.id, savedViews.userId))
    .where(
      and(or(eq(savedViews.userId, userId), eq(savedViews.shared, true)), page ? eq(savedViews.page, page) : undefined),
    )
    .orderBy(asc(savedViews.name), asc(savedViews.id))
    .limit(500);
  return rows.map(({ view, user }) => ({ view, owner: user ?? formerMember(view.userId) }));
}

export type SavedViewRow = Awaited<ReturnType<typeof listSavedViews>>[number];

export type NewSavedView = Pick<SavedView, 'orgId' | 'userId' | 'page' | 'name' | 'query' | 'shared'> & { id?: string };

/** The same id again answers the view that is there. @throws AuroraError `conflict` for a name that is taken */
export async function saveView(tx: Tx, view: NewSavedView): Promise<SavedView> {
  const [created] = await tx.insert(savedViews).values(view).onConflictDoNothing().returning();
  if (created) return created;
  const own = and(eq(savedViews.userId, view.userId), view.id ? eq(savedViews.id, view.id) : undefined);
  const [known] = await tx
    .select()
    .from(savedViews)
    .where(view.id ? own : sameName(view));
  if (known?.name === view.name && known.query === view.query) return known;
  const [named] = await tx.select({ id: savedViews.id }).from(savedViews).where(sameName(view));
  if (!known && !named) throw notFound('view');
  throw conflict(`You have a view named "${view.name}" already. Choose another name, or delete that one first.`);
}

const sameName = ({ userId, page, name }: NewSavedView) =>
  and(eq(savedViews.userId, userId), eq(savedViews.page, page), eq(savedViews.name, name));

/** Only one's own. @throws AuroraError `not_found` */
export async function deleteSavedView(tx: Tx, userId: string, savedViewId: string): Promise<SavedView> {
  const [gone] = await tx
    .delete(savedViews)
    .where(and(eq(savedViews.id, savedViewId), eq(savedViews.userId, userId)))
    .returning();
  if (!gone) throw notFound('saved view');
  return gone;
}
