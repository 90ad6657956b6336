import { describe, expect, it } from 'vitest';
import { settings } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { buildApp } from './app.ts';
import { makeDeps } from './deps.ts';
import { openapiDocument } from './openapi.ts';
import { type JsonSchema, typesOf } from './openapi-types.ts';
import { permissionOf } from './plugins/auth.ts';
import { tags } from './plugins/openapi.ts';

type Operation = {
  operationId?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: object };
};

const document = (await openapiDocument()) as unknown as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation, name: `${method} ${path}` })),
);

/** What a personal token that leaked must not do. */
const notByToken = new Set([
  ...['updateProject', 'putProjectMember', 'removeProjectMember', 'updateMember', 'createInvitation'],
  ...['mailInvitation', 'revokeInvitation', 'listMyOrganisations', 'createOrganisation'],
  ...['connectAccount', 'connectCluster', 'awsRoleSetup', 'rotateCredentials', 'disconnect'],
  ...['decodeTemporalPayloads', 'encodeTemporalPayloads'],
]);

describe('the OpenAPI document', () => {
  it('is version 3.1, and every reference in it leads somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
    expect(references.length).toBeGreaterThan(50);
    const names = new Set(references.map((reference) => reference.split('/').pop() ?? ''));
    expect([...names].filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('names the shapes of the contract, also those that go over the socket only', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining([
        'Run',
        'Session',
        'Message',
        'Event',
        'LiveAnswer',
        'LiveRequest',
        'Problem',
        'SignedIn',
      ]),
    );
  });

  it.each(operations.map((one) => [one.name, one] as const))('%s is described whole', (_, { path, operation }) => {
    const known = tags.map(({ name }) => name as string);
    expect(operation.tags?.filter((tag) => known.includes(tag))).toHaveLength(1);
    expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
    const inPath = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name);
    const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
    expect(declared.sort()).toEqual(inPath.sort());
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      expect(description).toBeTruthy();
      const isProblem = Number(status) >= 400 && !path.includes('/health');
      if (isProblem) expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
    }
    const open = /\/(auth|health|hooks)(\/|$)/.test(path);
    const sessionOnly =
      /\/(api-tokens|me\/(account|sign-ins|password|totp|step-up)|sign-out$|members\/\{userId\}\/totp)/.test(path) ||
      notByToken.has(operation.operationId ?? '');
    expect(operation.security).toEqual(open ? [] : sessionOnly ? [{ accessToken: [] }] : undefined);
    if (!path.includes('/health')) expect(operation.responses).toHaveProperty('429');
    if (!open) expect(operation.responses).toHaveProperty('401');
  });

  it('gives each operation a name of its own', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(206);
  });

  it('is the same each time, so that it can be compared', async () => {
    expect(JSON.stringify(await openapiDocument())).toBe(JSON.stringify(document));
  });
});

describe('permissions', () => {
  const config = settings.parse({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  const make = () => buildApp(makeDeps(config, makeLog('test', 'silent')));

  it('are named by every route, or the route says that it is public', async () => {
    const app = make();
    const found: Record<string, string> = {};
    app.addHook('onRoute', (route) => {
      if (route.method !== 'OPTIONS') found[`${route.method} ${route.url}`] = permissionOf(route) ?? 'public';
    });
    await app.ready();
    const open = Object.keys(found).filter((route) => found[route] === 'public');
    expect(open.sort()).toEqual([
      'GET /api/v1/health',
      'GET /api/v1/health/ready',
      'GET /api/v1/openapi.json',
      'GET /live',
      'POST /api/v1/auth/invitation',
      'POST /api/v1/auth/invitation/accept',
      'POST /api/v1/auth/register',
      'POST /api/v1/auth/sign-in',
      'POST /api/v1/auth/sign-out',
      'POST /api/v1/auth/switch',
      'POST /api/v1/auth/token',
      'POST /api/v1/hooks/github/:integrationId',
      'POST /api/v1/hooks/slack/:integrationId/actions',
      'POST /api/v1/hooks/slack/:integrationId/events',
    ]);
    expect(found['POST /api/v1/runs/:runId/approvals']).toBe('approver');
    const changing = Object.entries(found).filter(([route, role]) => !route.startsWith('GET') && role === 'viewer');
    expect(changing.sort()).toEqual([
      ['DELETE /api/v1/identity-links/:identityLinkId', 'viewer'],
      ['DELETE /api/v1/me/api-tokens/:tokenId', 'viewer'],
      ['DELETE /api/v1/me/notice-rules/:noticeRuleId', 'viewer'],
      ['DELETE /api/v1/me/sign-ins/:signInId', 'viewer'],
      ['DELETE /api/v1/me/totp', 'viewer'],
      ['DELETE /api/v1/saved-views/:savedViewId', 'viewer'],
      ['PATCH /api/v1/me/notice-rules/:noticeRuleId', 'viewer'],
      ['POST /api/v1/live/tickets', 'viewer'],
      ['POST /api/v1/me/api-tokens', 'viewer'],
      ['POST /api/v1/me/link-codes', 'viewer'],
      ['POST /api/v1/me/notice-rules', 'viewer'],
      ['POST /api/v1/me/password', 'viewer'],
      ['POST /api/v1/me/sign-ins/end-all', 'viewer'],
      ['POST /api/v1/me/sign-ins/end-others', 'viewer'],
      ['POST /api/v1/me/step-up', 'viewer'],
      ['POST /api/v1/me/totp', 'viewer'],
      ['POST /api/v1/me/totp/confirm', 'viewer'],
      ['POST /api/v1/organisations', 'viewer'],
      ['POST /api/v1/saved-views', 'viewer'],
    ]);
    await app.close();
  });

  it('stop the server from starting where a route names none', async () => {
    const app = make();
    app.register(async (scope) => {
      scope.get('/forgotten', async () => 'open to all');
    });
    await expect(app.ready()).rejects.toThrow('/forgotten names no permission');
    await app.close();
  });
});

describe('types', () => {
  it('print what zod writes, and refuse what they do not know', () => {
    const schema: JsonSchema = {
      type: 'object',
      description: 'A thing',
      properties: {
        id: { type: 'string' },
        size: { type: ['integer', 'null'], description: 'bytes' },
        kind: { enum: ['a', 'b'] },
        other: { anyOf: [{ $ref: '#/components/schemas/Other' }, { type: 'null' }] },
        more: { type: 'object', additionalProperties: { type: 'array', items: {} } },
      },
      required: ['id', 'size'],
    };
    const printed = typesOf({ Thing: schema });
    expect(printed).toContain(
      [
        '/** A thing */',
        'export type Thing = {',
        '  id: string;',
        '  /** bytes */',
        '  size: number | null;',
        '  kind?: "a" | "b";',
        '  other?: Other | null;',
        '  more?: Record<string, Array<unknown>>;',
        '};',
      ].join('\n'),
    );
    expect(() => typesOf({ Odd: { type: 'date' } })).toThrow('cannot be printed');
  });
});
