/**
 * Two organisations, and the whole contract: whatever one has, the other is answered as if it were not there.
 *
 * The routes come from the OpenAPI document, so that a new one is walked without being listed. Each is asked by Eve
 * with Ada's ids and with ids that nobody has: both answers have to be the same, but for the request id. Eve has one
 * of everything herself, so that a body can mix what is hers with what is not.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../../api/testing/world.ts';
import {
  type Ask,
  asksOf,
  idsInBody,
  idsInQuery,
  isGet,
  kindOf,
  namesInPath,
  pathsOf,
  queryOf,
  type Route,
  routes,
} from './contract-asks.ts';
import { bodiesOf, type Ids, kindsOfIds, makeTenant, mixedOf } from './tenant-cases.ts';

const casesFile = 'tests/security/tenant-cases.ts';
const changesEachTime = new Set([
  'x-request-id',
  'date',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'x-ratelimit-limit',
]);

describe.skipIf(!stackIsUp())('the tenant walk', () => {
  let world: ApiWorld;
  let ada: Caller;
  let eve: Caller;
  let hers: Ids;
  let own: Ids;
  let eves: string;
  let script: string;
  let before: Map<string, string>;
  let shownToAda: Map<string, string>;
  const mark = `zanzibar${randomUUID().slice(0, 8)}`;
  const nobody = new Proxy({} as Record<keyof Ids, string>, {
    get: (made, name: keyof Ids) => (made[name] ??= randomUUID()),
  });

  beforeAll(async () => {
    world = await makeApiWorld();
    eve = await world.newOrg();
    own = await makeTenant(world, eve, 'eve');
    eves = eve.signedIn.accessToken;
    script = await personalTokenOf(eve);
    before = await everythingShown(eves, own);
    ada = await world.newOrg();
    hers = await makeTenant(world, ada, mark);
    shownToAda = await everythingShown(ada.signedIn.accessToken, hers);
  });
  afterAll(() => world?.close());

  async function ask(token: string, { method }: Pick<Route, 'method'>, { url, body }: Ask) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await world.app.inject({ method, url: `/api/v1${url}`, headers, payload: body });
    return { status: answer.statusCode, text: answer.body, headers: answer.headers };
  }

  async function personalTokenOf(caller: Caller): Promise<string> {
    const { body } = await caller.send<{ token: string }>('POST', '/me/api-tokens', { name: 'walk', role: 'admin' });
    return body.token;
  }

  /** Every answer that can be read with these ids, by URL. */
  async function everythingShown(token: string, ids: Ids): Promise<Map<string, string>> {
    const shown = new Map<string, string>();
    for (const route of routes.filter(isGet)) {
      for (const path of pathsOf(route, ids)) {
        const { status, text } = await ask(token, route, { url: `${path}${queryOf(route, {})}` });
        shown.set(`${route.key} ${path}`, `${status} ${text}`);
      }
    }
    return shown;
  }

  /** An answer without what is different each time, and with the ids that were asked for as their kinds. */
  function comparable(answer: { status: number; text: string; headers: Record<string, unknown> }, ids: Ids): object {
    const kinds = Object.keys(hers) as (keyof Ids)[];
    const named = kinds.reduce((text, kind) => text.replaceAll(ids[kind], `<${kind}>`), answer.text);
    const headers = Object.entries(answer.headers).filter(([name]) => !changesEachTime.has(name));
    return {
      status: answer.status,
      text: named.replace(/"requestId":"[^"]+"/, ''),
      headers: Object.fromEntries(headers),
    };
  }

  const foreign = routes.filter(
    (route) => namesInPath(route).length > 0 || idsInBody(route.body).length > 0 || route.key in mixedOf(nobody as Ids),
  );

  it('has ids and bodies for every route of the contract', () => {
    const forgotten = routes.flatMap((route) => {
      const unknownIds = [
        ...namesInPath(route).filter((name) => !['stream', 'number', 'provider'].includes(name)),
        ...idsInQuery(route),
      ]
        .filter((name) => !(kindOf(route.path, name) in hers))
        .map((name) => `${route.key} takes :${name}. Add one to Ids and makeTenant in ${casesFile}.`);
      const bodies = [bodiesOf(hers)[route.key]?.(), mixedOf(hers)[route.key]?.()];
      const unknownFields = idsInBody(route.body)
        .filter((name) => !bodies.some((body) => JSON.stringify(body ?? {}).includes(`"${name}"`)))
        .map(
          (name) =>
            `${route.key} takes ${name} in its body. Add a line with it to bodiesOf or mixedOf in ${casesFile}.`,
        );
      return [...unknownIds, ...unknownFields];
    });
    expect(forgotten).toEqual([]);
    const known = new Set(routes.map(({ key }) => key));
    const gone = Object.keys({ ...bodiesOf(hers), ...mixedOf(hers) }).filter((key) => !known.has(key));
    expect(gone, `lines of ${casesFile} that fit no route`).toEqual([]);
    expect(foreign.length).toBeGreaterThan(110);
  });

  it.each(foreign.map((route) => [route.key, route] as const))('%s knows nothing of the other', async (_, route) => {
    const [asked, random] = [asksOf(route, hers, own), asksOf(route, nobody as Ids, own)];
    expect(asked.length, `${route.key} is asked with no id at all: see ${casesFile}`).toBeGreaterThan(0);
    for (const [at, one] of asked.entries()) {
      const theirs = await ask(eves, route, one);
      const wrong = `${route.method} ${one.url} ${JSON.stringify(one.body)}: a body that does not fit is written in ${casesFile}`;
      expect([theirs.status, JSON.parse(theirs.text || '{}').code], `${wrong}\n${theirs.text}`).toEqual([
        404,
        'not_found',
      ]);
      const nothing = await ask(eves, route, random[at] ?? one);
      expect(comparable(theirs, hers)).toEqual(comparable(nothing, nobody as Ids));
      const byScript = await ask(script, route, one);
      const sessionOnly = route.operation.security?.length === 1;
      expect(byScript.status, byScript.text).toBe(sessionOnly ? 403 : 404);
      expect(byScript.text).not.toContain(mark);
    }
  });

  const filtered = routes.filter((route) => isGet(route) && idsInQuery(route).length > 0);

  it.each(filtered.map((route) => [route.key, route] as const))('%s finds nothing by a filter', async (_, route) => {
    for (const name of idsInQuery(route)) {
      const kind = kindsOfIds[name] ?? (name as keyof Ids);
      const [path = ''] = pathsOf(route, own);
      const url = (ids: Partial<Ids>) => {
        const query = new URLSearchParams(queryOf(route, {}));
        query.set(name, ids[kind] ?? '');
        return `${path}?${query}`;
      };
      const theirs = await ask(eves, route, { url: url(hers) });
      const nothing = await ask(eves, route, { url: url(nobody as Ids) });
      expect([200, 404], theirs.text).toContain(theirs.status);
      expect(comparable(theirs, hers)).toEqual(comparable(nothing, nobody as Ids));
    }
  });

  it('shows the owner every id and mark, so that what follows looks for something that is there', () => {
    const everything = [...shownToAda.values()].join('\n');
    const unseen = Object.entries(hers).filter(([, id]) => !everything.includes(id));
    expect(unseen).toEqual([]);
    expect(everything.split(mark).length).toBeGreaterThan(20);
  });

  it('shows the stranger the same as before the other organisation was there: no id, no name, no count', async () => {
    const after = await everythingShown(eves, own);
    const everything = [...after.values()].join('\n');
    // Exports are in the audit log with the filters that were asked for: those ids are what Eve brought herself.
    const others = [...after].filter(([key]) => !isAudit(key));
    const told = others.flatMap(([key, text]) =>
      Object.entries(hers).flatMap(([kind, id]) => (text.includes(id) ? `${key} tells ${kind}` : [])),
    );
    expect(told).toEqual([]);
    expect(everything).not.toContain(mark);
    expect(everything).not.toContain(ada.signedIn.user.email);
    expect(differing(before, after)).toEqual([]);
  });

  it('changed nothing of the owner, and left no trace with them', async () => {
    const after = await everythingShown(ada.signedIn.accessToken, hers);
    expect(differing(shownToAda, after)).toEqual([]);
    expect([...after.values()].join('\n')).not.toContain(eve.signedIn.user.id);
  });
});

const isAudit = (key: string) => key.startsWith('GET /audit');

/** Keys of answers that are not the same any more. The audit log grows with each export. */
function differing(before: Map<string, string>, after: Map<string, string>): string[] {
  const same = (text = '') => text.replaceAll(/"(requestId|lastUsedAt)":("[^"]+"|null)/g, '');
  return [...before.keys()].filter((key) => !isAudit(key) && same(before.get(key)) !== same(after.get(key)));
}
