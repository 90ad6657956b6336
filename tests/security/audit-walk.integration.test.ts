/**
 * Everything that changes something, and everything that hands out a file, done for real in one organisation: each has
 * to leave an entry in the audit log with its own request id, its person and their address.
 *
 * The routes come from the OpenAPI document. A new one is asked with the sample of its body (`tenant-cases.ts`); where
 * that cannot succeed, a line of `waysOf` says with what it does. It has to keep an entry (`api/audit.ts`), or to stand in
 * `unrecorded` with the reason why nobody misses it (`audit-cases.ts`).
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../../api/testing/world.ts';
import { inOrg } from '../../db/client.ts';
import { auditEntries } from '../../db/schema/index.ts';
import { type GithubServer, startGithub } from '../support/github-server/server.ts';
import { handsOut, last, unrecorded, type Way, waysOf } from './audit-cases.ts';
import { bodyOf, everyRoute, isGet, pathsOf, queryOf, type Route } from './contract-asks.ts';
import { type Ids, makeTenant } from './tenant-cases.ts';

const casesFile = 'tests/security/audit-cases.ts';
const address = '192.0.2.7';

const isFile = ({ operation }: Route) => !('application/json' in (operation.responses['200']?.content ?? {}));
const isOnRecord = (route: Route) => !isGet(route) || handsOut.has(route.key) || isFile(route);
const order = ({ method, key }: Route) =>
  ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].indexOf(method) + 9 * (last.indexOf(key) + 1);

describe.skipIf(!stackIsUp())('the audit walk', () => {
  let world: ApiWorld;
  let github: GithubServer;
  let ada: Caller;
  let bob: Caller;
  let ids: Ids;
  let ways: Record<string, () => Way | Promise<Way>>;
  const seen = new Map<string, string[]>();
  const asked = everyRoute.filter((route) => isOnRecord(route) && !(route.key in unrecorded));

  beforeAll(async () => {
    github = await startGithub({ files: { 'prod/main.tf': 'terraform {}' } });
    world = await makeApiWorld({ env: { OUTBOUND_HOSTS: new URL(github.url).host, OPERATOR_ORG: 'none-yet' } });
    ada = await world.newOrg();
    world.deps.config.OPERATOR_ORG = ada.signedIn.organisation.slug;
    bob = await world.join(ada, 'operator');
    ids = await makeTenant(world, ada, 'audit');
    ways = waysOf({ world, github, ada, bob, ids });
  });
  afterAll(async () => {
    await world?.close();
    await github?.stop();
  });

  function request(route: Route, { ids: own, body, query, as = ada }: Way, requestId: string) {
    const all = { ...ids, ...own };
    const [path = ''] = pathsOf(route, all);
    const isPublic = route.operation.security?.length === 0;
    const given = body ?? (isGet(route) ? undefined : bodyOf(route, all));
    return world.app.inject({
      method: route.method,
      url: `/api/v1${path}${query ?? queryOf(route, {})}`,
      remoteAddress: address,
      headers: {
        'x-request-id': requestId,
        ...(isPublic ? {} : { authorization: `Bearer ${as.signedIn.accessToken}` }),
        ...(Buffer.isBuffer(given) ? { 'content-type': 'application/octet-stream' } : {}),
      },
      payload: given as object,
    });
  }

  const entriesOf = (orgId: string, requestId: string) =>
    inOrg(world.deps.db, { orgId }, (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.requestId, requestId)),
    );

  it('has a reason for each exception, and none that fits no route', () => {
    const known = new Set(everyRoute.map(({ key }) => key));
    const named = [...Object.keys(unrecorded), ...Object.keys(ways), ...handsOut, ...last];
    expect(named.filter((key) => !known.has(key))).toEqual([]);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter(isGet).map(({ key }) => key)).toEqual(
      expect.arrayContaining(['GET /audit/export', 'GET /costs.csv', 'GET /knowledge/documents/:documentId/original']),
    );
  });

  const inOrder = [...asked].sort((a, b) => order(a) - order(b));

  it.each(inOrder.map((route) => [route.key, route] as const))('%s is on record', async (key, route) => {
    const way = (await ways[key]?.()) ?? {};
    const requestId = randomUUID();
    const answer = await request(route, way, requestId);
    expect(
      answer.statusCode,
      `${key} has to succeed here: write a line of waysOf in ${casesFile}\n${answer.body}`,
    ).toBeLessThan(300);
    // Whoever signs in or begins an organisation is answered as who they are there.
    const { signedIn } = way.as ?? ada;
    const isElsewhere = /^\/(auth|organisations)/.test(route.path) && answer.body !== '';
    const {
      id,
      organisation = id ? { id } : signedIn.organisation,
      user = signedIn.user,
    } = isElsewhere ? answer.json() : {};
    const entries = await entriesOf(organisation.id, requestId);
    const whole = entries.filter(
      (one) => one.action !== 'secret.use' && one.address === address && one.actorId === user.id,
    );
    const why = `keep an entry (api/audit.ts) in its transaction, or say in ${casesFile} why nobody misses it`;
    expect(whole.length, `${key} left no entry with its request, person and address: ${why}`).toBeGreaterThan(0);
    seen.set(
      key,
      entries.map(({ action }) => action),
    );
  });

  it.each([
    'POST /integrations/:integrationId/secrets',
    'POST /integrations/:integrationId/verify',
    'PUT /projects/:projectId/repository',
    'POST /projects/:projectId/repository/import',
    'POST /notice-channels/:channelId/rotate-secret',
  ])('%s has the secret that it read on record, too', (key) => {
    expect(seen.get(key)).toContain('secret.use');
  });

  it('has the key of a webhook on record once a day, also where nobody has signed', async () => {
    const url = `/api/v1/hooks/slack/${ids.integrationId}/events`;
    for (let tries = 0; tries < 2; tries += 1) {
      expect((await world.app.inject({ method: 'POST', url, payload: {} })).statusCode).toBe(401);
    }
    const used = await inOrg(world.deps.db, { orgId: ids.orgId }, (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.subjectId, ids.integrationId)),
    );
    expect(used.filter(({ detail }) => JSON.stringify(detail).includes('"webhooks"'))).toHaveLength(1);
  });

  it('names every action in docs/audit.md', () => {
    const page = readFileSync(new URL('../../docs/audit.md', import.meta.url), 'utf8');
    const unnamed = [...new Set([...seen.values()].flat())].filter((action) => !page.includes(`\`${action}\``));
    expect(unnamed).toEqual([]);
  });
});
