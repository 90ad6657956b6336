/** Things by the name or the id that people type. */

import type { ApiClient } from './api-client.ts';
import { clean } from './clean.ts';
import { exitCodes, Failure, usage } from './failures.ts';

type Thing = { id: string; name: string };
type PageOf<Item> = { items: Item[]; nextCursor?: string | null };

/** All pages. */
export async function listAll<Item>(api: ApiClient, path: string): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | undefined;
  do {
    const page: PageOf<Item> = await api.get(path, { cursor });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return all;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws Failure with exit code 4 for a name that nothing has, 2 where none was given and there are several */
export async function pick<Item extends Thing>(
  api: ApiClient,
  { path, what, option }: { path: string; what: string; option: string },
  given: string | undefined,
): Promise<Item> {
  const all = await listAll<Item>(api, path);
  const names = all.map(({ name }) => `"${clean(name)}"`).join(', ');
  if (given === undefined) {
    const [only, ...more] = all;
    if (only && more.length === 0) return only;
    if (!only) throw new Failure(`There is no ${what} yet.`, exitCodes.notFound);
    throw usage(`There are several: say which ${what} with ${option}. There are ${names}.`);
  }
  const byId = uuid.test(given) && all.find(({ id }) => id === given.toLowerCase());
  const named = all.filter(({ name }) => name.toLowerCase() === given.toLowerCase());
  if (byId) return byId;
  if (named.length > 1) throw usage(`Several are named "${given}": say its id.`);
  if (named[0]) return named[0];
  throw new Failure(`There is no ${what} "${given}". There are ${names || 'none'}.`, exitCodes.notFound);
}

export const projectList = { path: '/projects', what: 'project', option: '--project' };
export const connectionList = { path: '/connections', what: 'connection', option: 'its name' };
