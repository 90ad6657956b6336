/** Every page of web/app, by HTTP and in a real browser: what each lets a browser do, and that it gets by with that. */
import { randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVisitors, pagesAreUp, register, type Visitors, webUrl } from '../support/visitors.ts';

const apiUrl = process.env.API_URL ?? '';

const appFolder = new URL('../../web/app', import.meta.url).pathname;
const folders = globSync('**/page.tsx', { cwd: appFolder }).map((file) => file.replace(/\/?page\.tsx$/, ''));
/** Addresses as they are typed; names of groups are not part of one. */
const addresses = folders.map((folder) => `/${folder.replaceAll(/\([^)]*\)\/?/g, '')}`.replace(/(?<=.)\/$/, '')).sort();

/** Something to draw: a chart needs two days. */
const bill = [
  'BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ServiceName',
  '60,60,USD,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,Usage,Orbit',
  '30,30,USD,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,2026-11-02T00:00:00Z,2026-11-03T00:00:00Z,Usage,Orbit',
].join('\n');

describe.skipIf(!pagesAreUp)('every page', { timeout: 240_000 }, () => {
  let visitors: Visitors;
  let page: Page;
  let cookie: string;
  let ids: Record<string, string>;
  const complaints: string[] = [];

  beforeAll(async () => {
    visitors = await openVisitors();
    page = await visitors.newPage();
    page.on('console', (message) => {
      if (/content.security.policy|refused to|hydrat/i.test(message.text()))
        complaints.push(`${page.url()} ${message.text()}`);
    });
    await register(page, 'Margaret Hamilton', 'Priority Displays');
    cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    ids = await makeThings(await tokenOf(cookie));
  });
  afterAll(() => visitors?.close());

  /** A page of something, where there is one; else of what is not there, which is a page too. */
  const real = (address: string) => address.replaceAll(/\[(\w+)\]/g, (_, name: string) => ids[name] ?? randomUUID());

  it.each([...addresses, '/not-there', '/api/token', '/api/auth/session'])(
    '%s says what browsers may do',
    async (address) => {
      const isData = address.startsWith('/api/');
      const answers = [await fetchPage(address), await fetchPage(address, cookie)];
      for (const { status, headers, text } of answers) {
        expect(status).toBeLessThan(500);
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'same-origin',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'permissions-policy': expect.stringContaining('camera=()'),
        });
        expect(headers).not.toHaveProperty('x-powered-by');
        const policy = policyOf(headers['content-security-policy'] ?? '');
        expect(policy).toMatchObject({
          'default-src': ["'none'"],
          'frame-ancestors': ["'none'"],
          'base-uri': ["'none'"],
        });
        if (isData) continue;
        expect(policy).toMatchObject({ 'object-src': ["'none'"], 'form-action': ["'self'"] });
        const [self, nonce = '', strict, ...more] = policy['script-src'] ?? [];
        expect([self, strict, more]).toEqual(["'self'", "'strict-dynamic'", []]);
        expect(nonce).toMatch(/^'nonce-[\w-]{24}'$/);
        expect(policy['connect-src']).toEqual(["'self'", apiUrl, apiUrl.replace('http', 'ws')]);
        const scripts = [...text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
        expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce.slice(7, -1)}"`))).toEqual([]);
        if (status === 200) expect(scripts.length).toBeGreaterThan(3);
        if (status === 200) expect(headers['cache-control']).toContain('no-store');
      }
      const nonces = answers.map(({ headers }) => /nonce-([\w-]+)/.exec(headers['content-security-policy'] ?? '')?.[1]);
      if (!isData) expect(new Set(nonces).size).toBe(2);
    },
  );

  async function fetchPage(address: string, as?: string) {
    const answer = await fetch(webUrl + real(address), { redirect: 'manual', headers: as ? { cookie: as } : {} });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  }

  const evil = 'https://evil.example.test';
  it.each([
    ['a form of another site', '/api/auth/callback/credentials', { origin: evil, 'sec-fetch-site': 'cross-site' }, 403],
    ['a form in a sandboxed frame', '/api/auth/signout', { origin: 'null' }, 403],
    ['a form that says nothing', '/api/auth/signout', {}, 403],
    ['a Server Action of another site', '/settings', { origin: evil, 'next-action': 'a'.repeat(42) }, 403],
    ['one that names our host beside it', '/settings', { origin: evil, 'x-forwarded-host': 'evil.example.test' }, 403],
    // Auth.js itself: without its token nothing happens, and the way leads back to the form.
    ['ours without the token of Auth.js', '/api/auth/signout', { origin: webUrl }, 302],
  ])('keeps the session through a post of %s', async (_, path, headers, status) => {
    const body = new URLSearchParams({ csrfToken: 'guessed' });
    const posted = await fetch(webUrl + path, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { cookie, ...headers },
    });
    expect(posted.status).toBe(status);
    expect(posted.headers.getSetCookie().filter((one) => /aurora-session/.test(one))).toEqual([]);
    const session = await fetch(`${webUrl}/api/auth/session`, { headers: { cookie } });
    expect(await session.json()).toMatchObject({ viewer: { user: { name: 'Margaret Hamilton' } } });
  });

  it('works in a browser without anything that its policy forbids', async () => {
    for (const address of [...addresses, '/not-there']) {
      await page.goto(webUrl + real(address), { waitUntil: 'load' });
      await page.locator('main, [data-testid=page]').first().waitFor();
    }
    expect([...complaints, ...visitors.errors]).toEqual([]);
  });

  it('lets Monaco, its workers, charts, dark mode and the socket do their work', async () => {
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${webUrl}/projects/${ids.projectId}?tab=files`);
    await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(true);
    expect(
      await page.evaluate(() => getComputedStyle(document.querySelector('.monaco-editor') as Element).position),
    ).toBe('relative');
    await expect.poll(() => workers.length, { timeout: 30_000 }).toBeGreaterThan(0);
    await page.goto(`${webUrl}/costs/explore?range=2026-11-01..2026-11-30&compare=none`);
    await page.locator('.recharts-surface path').first().waitFor({ timeout: 60_000 });
    expect([...complaints, ...visitors.errors]).toEqual([]);
  });

  it('does not run a script that somebody got into the page', async () => {
    await page.goto(`${webUrl}/settings`);
    const ran = await page.evaluate(async () => {
      const window = globalThis as unknown as { ran?: string[] };
      window.ran = [];
      const spoiled = document.createElement('div');
      spoiled.innerHTML =
        '<img src="/none.png" onerror="ran.push(\'attribute\')"><a href="javascript:ran.push(\'link\')">x</a>';
      document.body.append(spoiled);
      spoiled.querySelector('a')?.click();
      document.body.insertAdjacentHTML('beforeend', '<iframe srcdoc="<script>parent.ran.push(1)</script>"></iframe>');
      // Later, because what the debugger itself evaluates is above the policy.
      setTimeout(() => window.ran?.push(new Function('return "eval"')()), 0);
      const away = await fetch('https://example.com/').then(
        () => 'sent away',
        () => '',
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      return [...(window.ran ?? []), away].filter(Boolean);
    });
    expect(ran).toEqual([]);
    complaints.length = 0;
  });
});

const policyOf = (text: string): Record<string, string[]> =>
  Object.fromEntries(text.split('; ').map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1)]));

async function tokenOf(cookie: string): Promise<string> {
  const answer = await fetch(`${webUrl}/api/token`, { headers: { cookie } });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

async function makeThings(token: string): Promise<Record<string, string>> {
  const call = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const isText = typeof body === 'string';
    const headers = { authorization: `Bearer ${token}`, 'content-type': isText ? 'text/csv' : 'application/json' };
    const payload = isText ? body : JSON.stringify(body);
    const answer = await fetch(`${apiUrl}/api/v1${path}`, { method, headers, body: payload });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  };
  type One = { id: string };
  const [projects, connections] = [
    await call<{ items: One[] }>('GET', '/projects'),
    await call<{ items: One[] }>('GET', '/connections'),
  ];
  const projectId = projects.items[0]?.id ?? '';
  const contents = {
    'main.tf': 'resource "aws_s3_bucket" "logs" {\n  bucket = "logs"\n}\n',
    'tags.json': '{ "a": 1 }',
  };
  await call('POST', `/projects/${projectId}/revisions`, { contents, reason: 'first', baseNumber: null });
  const account = await call<One>('POST', '/billing-accounts', { name: 'Bills', kind: 'upload' });
  await call('POST', `/billing-accounts/${account.id}/uploads?id=${randomUUID()}&name=a.csv`, bill);
  const session = await call<One>('POST', '/sessions', { title: 'A talk' });
  return {
    projectId,
    billingAccountId: account.id,
    sessionId: session.id,
    connectionId: connections.items[0]?.id ?? randomUUID(),
  };
}
