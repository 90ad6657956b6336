/** Everything that changes something, as the contract lists it, asked for with personal tokens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../db/model/states.ts';
import { settings } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { buildApp } from '../app.ts';
import { makeDeps } from '../deps.ts';
import { openapiDocument } from '../openapi.ts';
import { permissionOf } from '../plugins/auth.ts';
import { type Schema, sampleOf } from '../testing/sample.ts';
import { type ApiWorld, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Parameter = { name: string; in: string; required?: boolean; schema: Schema };
type Operation = {
  operationId: string;
  security?: Record<string, unknown>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

const { paths, components } = (await openapiDocument()) as unknown as Document;
const changing = Object.entries(paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })))
  .filter(({ method, security }) => method !== 'get' && security?.length !== 0);
const bySession = changing.filter(({ security }) => security?.length === 1);
const byToken = changing.filter(({ security }) => security === undefined);
const needed = await rolesOfRoutes();
type Changing = (typeof changing)[number];

describe.skipIf(!stackIsUp())('with a personal token', () => {
  let world: ApiWorld;
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    world = await makeApiWorld();
    const admin = await world.newOrg();
    for (const role of ['viewer', 'admin'] as const) {
      const { body } = await admin.send<{ token: string }>('POST', '/me/api-tokens', { name: role, role });
      tokens.set(role, body.token);
    }
  });
  afterAll(() => world.close());

  /** An id that nothing has, and a body that gets past validation: what is asked is only whether one may. */
  async function ask({ path, method, parameters = [], requestBody }: Changing, role: Role) {
    const url = new URL(`http://api${path}`);
    for (const { name, in: place, required, schema } of parameters) {
      if (!required) continue;
      const value = String(sampleOf(schema, components.schemas));
      if (place === 'path') url.pathname = url.pathname.replace(encodeURI(`{${name}}`), value);
      if (place === 'query') url.searchParams.set(name, value);
    }
    const body = requestBody?.content['application/json']?.schema;
    const answer = await world.app.inject({
      method: method.toUpperCase() as 'POST',
      url: `${url.pathname}${url.search}`,
      headers: { authorization: `Bearer ${tokens.get(role)}` },
      payload: body ? (sampleOf(body, components.schemas) as object) : undefined,
    });
    return { status: answer.statusCode, code: answer.body ? answer.json().code : undefined, text: answer.body };
  }

  it('there is a way to each thing that people can start, but for tokens themselves', () => {
    expect(byToken.length).toBeGreaterThan(35);
    const paths = bySession.map(({ path }) => path.replace('/api/v1', ''));
    const people = [
      '/api-tokens/{tokenId}',
      '/invitations',
      '/invitations/{invitationId}',
      '/me/api-tokens',
      '/me/api-tokens/{tokenId}',
      '/members/{userId}',
      '/organisations',
      '/projects/{projectId}',
      '/projects/{projectId}/members/{userId}',
    ];
    expect(people.filter((path) => !paths.includes(path))).toEqual([]);
  });

  it.each(byToken.map((one) => [one.operationId, one] as const))(
    '%s lets an admin in, and holds a viewer to the role',
    async (_, one) => {
      const admin = await ask(one, 'admin');
      expect([401, 403].includes(admin.status), admin.text).toBe(false);
      const role = needed.get(`${one.method} ${one.path}`);
      expect(role).toBeDefined();
      const viewer = await ask(one, 'viewer');
      if (role === 'viewer') expect([401, 403].includes(viewer.status), viewer.text).toBe(false);
      else expect([viewer.status, viewer.code], viewer.text).toEqual([403, 'forbidden']);
    },
  );

  it.each(bySession.map((one) => [one.operationId, one] as const))(
    '%s is refused, whatever its role',
    async (_, one) => {
      const answer = await ask(one, 'admin');
      expect([answer.status, answer.code]).toEqual([403, 'forbidden']);
      expect(answer.text).toContain('personal token');
    },
  );
});

/** The role that each operation names, by method and path as the contract writes them. */
async function rolesOfRoutes(): Promise<Map<string, Role | undefined>> {
  const config = settings.parse({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  const app = buildApp(makeDeps(config, makeLog('test', 'silent')));
  const found = new Map<string, Role | undefined>();
  app.addHook('onRoute', (route) => {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    for (const method of [route.method].flat()) found.set(`${method.toLowerCase()} ${path}`, permissionOf(route));
  });
  await app.ready();
  await app.close();
  return found;
}
