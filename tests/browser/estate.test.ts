/** What the main job made, found again: the account syncs, the bucket is in the inventory, its why and its graph. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVisitors, pagesAreUp, picture, register, type Visitors, webUrl } from '../support/visitors.ts';

const wish = 'Create a private S3 bucket for our invoices, with versioning';

describe.skipIf(!pagesAreUp || !process.env.SANDBOX_AWS_ENDPOINT)(
  'the estate in a browser',
  { timeout: 300_000 },
  () => {
    let visitors: Visitors;
    let page: Page;

    beforeAll(async () => {
      visitors = await openVisitors();
      page = await visitors.newPage();
    });
    afterAll(() => visitors?.close());

    it('shows the bucket of the main job, why it is there, and where it stands', async () => {
      await register(page, 'Grace Hopper', 'Compilers');
      await page.getByTestId('composer').fill(wish);
      await page.getByTestId('send').click();
      await page.getByTestId('approve').click({ timeout: 120_000 });
      await page.getByTestId('message-assistant').filter({ hasText: 'exists now' }).waitFor({ timeout: 120_000 });

      await page.goto(`${webUrl}/accounts`);
      const account = page.getByTestId('account').filter({ hasText: 'Sandbox' });
      await account.getByText(/Next|Never synced/).waitFor();
      // One that was started by the run itself may be under way: its button says so.
      const button = account.getByTestId('sync-now');
      if (await button.isEnabled()) await button.click();
      await account.getByText('Complete').waitFor({ timeout: 120_000 });
      await picture(page, 'accounts');

      await page.goto(`${webUrl}/inventory?nativeType=AWS::S3::Bucket&codification=codified`);
      const row = page.getByTestId('resource-rows').getByRole('link').first();
      await expect
        .poll(
          async () => {
            await page.reload();
            await page.getByText(/\d+ resources?$/).waitFor();
            return row.isVisible();
          },
          { timeout: 120_000, interval: 2_000 },
        )
        .toBe(true);
      await picture(page, 'inventory');

      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/inventory\/[0-9a-f-]{36}/);
      const why = page.getByTestId('why');
      await why.getByText(`“${wish}”`).waitFor();
      await why.getByText('Grace Hopper approved').waitFor();
      await why.getByRole('link', { name: 'Apply run' }).waitFor();
      await picture(page, 'resource');

      await page.getByRole('link', { name: 'In the graph' }).click();
      await page.waitForURL(/\/graph\?focus=/);
      await page.getByTestId('graph-resource').first().waitFor();
      await page.getByLabel('Selected').getByText('S3 Bucket').waitFor();
      await picture(page, 'graph');
      expect(visitors.errors).toEqual([]);
    });
  },
);
