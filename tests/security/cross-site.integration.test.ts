/** Another site's page makes a signed-in browser ask: it is not let in, and its page reads nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, makeApiWorld, stackIsUp } from '../../api/testing/world.ts';
import { isOwnRequest } from '../../web/lib/server/own-request.ts';

const ours = 'https://aurora.example.test';

describe.skipIf(!stackIsUp())('the API', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await makeApiWorld({ env: { WEB_URL: `${ours}/`, API_URL: 'https://api.example.test' } });
  });
  afterAll(() => world?.close());

  it('takes no cookie for a token, whatever its name, from any page', async () => {
    const { app } = world;
    const ada = await world.newOrg();
    const token = ada.signedIn.accessToken;
    expect((await ada.get('/me')).status).toBe(200);
    const names = [
      'authorization',
      'token',
      'access_token',
      'aurora-session',
      '__Secure-aurora-session',
      'authjs.session-token',
    ];
    const cookie = names.map((name) => `${name}=${token}`).join('; ');
    const routes = Object.entries(app.swagger().paths ?? {}).flatMap(([path, methods]) =>
      Object.entries(methods ?? {})
        .filter(([, operation]) => (operation as { security?: object[] }).security?.length !== 0)
        .map(([method]) => ({
          method: method.toUpperCase() as 'GET',
          url: path.replaceAll(/{\w+}/g, crypto.randomUUID()),
        })),
    );
    expect(routes.length).toBeGreaterThan(140);
    for (const route of routes) {
      const { statusCode } = await app.inject({
        ...route,
        headers: { cookie, origin: ours, 'sec-fetch-site': 'same-site' },
      });
      expect([route.method, route.url, statusCode]).toEqual([route.method, route.url, 401]);
    }
  });

  it.each([
    [ours, ours],
    ['https://evil.example.test', undefined],
    ['https://aurora.example.test.evil.test', undefined],
    ['https://evil-aurora.example.test', undefined],
    ['http://aurora.example.test', undefined],
    ['https://aurora.example.test:8443', undefined],
    ['https://api.example.test', undefined],
    ['null', undefined],
  ])('lets pages of %s read: %s', async (origin, allowed) => {
    for (const method of ['OPTIONS', 'GET'] as const) {
      const headers = {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization',
      };
      const answer = await world.app.inject({ method, url: '/api/v1/me', headers });
      expect(answer.headers['access-control-allow-origin']).toBe(allowed);
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      expect(answer.headers.vary).toMatch(/origin/i);
    }
  });

  it('says the same to browsers as on every answer', async () => {
    const { headers } = await world.app.inject('/api/v1/health');
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
      'strict-transport-security': expect.stringContaining('max-age=31536000'),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });
});

describe('the pages', () => {
  it.each([
    ['our form', 'POST', { origin: ours, 'sec-fetch-site': 'same-origin' }, true],
    ['our form in an old browser', 'POST', { origin: ours }, true],
    ['a link from anywhere', 'GET', { 'sec-fetch-site': 'cross-site' }, true],
    ["another site's form", 'POST', { origin: 'https://evil.example.test', 'sec-fetch-site': 'cross-site' }, false],
    ["another site's form in an old browser", 'POST', { origin: 'https://evil.example.test' }, false],
    ['a sister of ours', 'POST', { origin: 'https://blog.example.test', 'sec-fetch-site': 'same-site' }, false],
    ['ours over plain HTTP', 'POST', { origin: 'http://aurora.example.test', 'sec-fetch-site': 'cross-site' }, false],
    ['ours on another port', 'DELETE', { origin: `${ours}:8443`, 'sec-fetch-site': 'same-site' }, false],
    ['a sandboxed frame', 'POST', { origin: 'null', 'sec-fetch-site': 'cross-site' }, false],
    ['one that hides where it comes from', 'POST', {}, false],
    ['one whose Origin was stripped', 'PATCH', { 'sec-fetch-site': 'same-origin' }, false],
    ['one that says two things', 'PUT', { origin: ours, 'sec-fetch-site': 'cross-site' }, false],
    [
      'one that names our host only',
      'POST',
      { host: 'aurora.example.test', 'x-forwarded-host': 'aurora.example.test' },
      false,
    ],
  ])('%s', (_, method, headers, isOurs) => {
    expect(isOwnRequest({ method, headers: new Headers(headers as Record<string, string>) }, `${ours}/`)).toBe(isOurs);
  });
});
