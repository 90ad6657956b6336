/** Knowledge in a real browser: a document is dropped, read, found, and opened at the place; a token is made. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVisitors, pagesAreUp, picture, register, type Visitors, webUrl } from '../support/visitors.ts';

const apiUrl = process.env.API_URL ?? '';

const runbook = [
  '# Orbit runbook',
  'What to do when the telescope turns away.',
  ...Array.from(
    { length: 60 },
    (_, at) => `## Step ${at + 1}\n\nCheck gyroscope number ${at + 1} and write down what it says.`,
  ),
  '## Recovery',
  'Restart the gimbal controller with `gimbalctl --restart` and call Katherine.',
].join('\n\n');

describe.skipIf(!pagesAreUp)('knowledge in a browser', { timeout: 240_000 }, () => {
  let visitors: Visitors;
  let page: Page;
  let search: string | null = null;

  beforeAll(async () => {
    visitors = await openVisitors();
    page = await visitors.newPage();
    await register(page, 'Mary Jackson', 'Tunnels');
    await page.goto(`${webUrl}/knowledge`);
    search = await page.getByTestId('search-state').getAttribute('data-search');
  });
  afterAll(() => visitors?.close());

  const drop = async (name: string, text: string) => {
    const files = await page.evaluateHandle(
      ([fileName, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], fileName, { type: 'text/markdown' }));
        return transfer;
      },
      [name, text] as const,
    );
    await page.getByLabel('Documents; files can be dropped here').dispatchEvent('drop', { dataTransfer: files });
  };

  it('takes what is dropped, and says at once what it cannot read', async () => {
    await page.goto(`${webUrl}/knowledge/documents`);
    // A button that can be pressed: the page is alive.
    await page.getByRole('button', { name: 'Upload', exact: true }).click({ trial: true });
    await drop('orbit.md', runbook);
    await page.locator('[data-upload-state=done]').filter({ hasText: 'orbit.md' }).waitFor();
    await drop('photo.png', 'no words');
    await page.locator('[data-upload-state=failed]').getByText('Markdown, text, HTML, PDF and Word').waitFor();
    await page.getByTestId('document').filter({ hasText: 'orbit.md' }).waitFor();
    await picture(page, 'documents');
  });

  it('reads it, finds the sentence that answers, and opens the document at that place', async ({ skip }) => {
    if (search === 'off') {
      console.warn('Skipped: no Weaviate runs here, so nothing can be searched.');
      skip();
    }
    const row = page.getByTestId('document').filter({ hasText: 'orbit.md' });
    await row.locator('[data-document-state=ready]').waitFor({ timeout: 120_000 });
    await page.goto(`${webUrl}/knowledge`);
    await page.getByLabel('Search the documents').fill('restart the gimbal controller');
    const hit = page.getByTestId('hit').first();
    await hit.getByText('call Katherine').waitFor({ timeout: 60_000 });
    expect(await hit.locator('mark').allTextContents()).toContain('gimbal');
    await picture(page, 'knowledge');
    await hit.getByRole('link').click();
    const place = page.locator('[data-place]');
    await place.waitFor();
    expect(await page.locator('[data-marked]').allTextContents()).toContainEqual(expect.stringContaining('gimbalctl'));
    await expect.poll(() => place.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(900);
    await picture(page, 'document');
  });

  it('makes a token that the API takes, shows it once, and refuses it once it is revoked', async () => {
    await page.goto(`${webUrl}/settings`);
    await page.getByTestId('new-token').first().click();
    await page.getByLabel('Name', { exact: true }).fill('nightly');
    await page.getByRole('button', { name: 'Create the token' }).click();
    const token = await page.getByTestId('secret-once').inputValue();
    const ask = () => fetch(`${apiUrl}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByTestId('token').filter({ hasText: 'nightly' }).waitFor();
    expect(await page.content()).not.toContain(token);
    await picture(page, 'settings');
    await page.getByRole('button', { name: 'Revoke nightly' }).click();
    await page.getByRole('button', { name: 'Revoke the token' }).click();
    await page.getByText('1 that no longer hold').waitFor();
    expect((await ask()).status).toBe(401);
    expect(visitors.errors).toEqual([]);
  });
});
