/** The whole main job in a real browser: register, ask, read the plan, approve, see it applied, find the bucket. */
import { GetBucketVersioningCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSandboxKeyId } from '../../platform/sandbox.ts';
import { openVisitors, pagesAreUp, picture, register, type Visitors, webUrl } from '../support/visitors.ts';

describe.skipIf(!pagesAreUp || !process.env.SANDBOX_AWS_ENDPOINT)(
  'the main job in a browser',
  { timeout: 240_000 },
  () => {
    let visitors: Visitors;
    let page: Page;

    beforeAll(async () => {
      visitors = await openVisitors();
      page = await visitors.newPage();
    });
    afterAll(() => visitors?.close());

    /** Of the account that the pages show. */
    async function sandboxS3(): Promise<S3Client> {
      const accounts = await page.context().newPage();
      await accounts.goto(`${webUrl}/accounts`);
      const shown = await accounts.getByText(/AWS \d{12}/).textContent();
      await accounts.close();
      return new S3Client({
        endpoint: process.env.SANDBOX_AWS_ENDPOINT,
        region: 'us-east-1',
        forcePathStyle: true,
        credentials: {
          accessKeyId: newSandboxKeyId(/\d{12}/.exec(shown ?? '')?.[0] ?? ''),
          secretAccessKey: 'sandbox',
        },
      });
    }

    it('takes a new person from registration to a bucket that exists', async () => {
      await register(page, 'Ada Lovelace', 'Analytical Engines');

      await page.getByTestId('composer').fill('Create a private S3 bucket for our access logs, with versioning');
      await picture(page, 'home');
      await page.getByTestId('send').click();
      await page.getByTestId('tool-card').first().waitFor({ timeout: 30_000 });
      await page.getByTestId('plan-card').waitFor({ timeout: 60_000 });
      await page.getByTestId('approve').waitFor({ timeout: 90_000 });
      await picture(page, 'plan-card');

      await page.getByTestId('plan-card').getByRole('link').first().click();
      await page.waitForURL(/\/runs\//);
      await page.getByText('aws_s3_bucket_versioning').first().waitFor();
      await picture(page, 'run');
      await page.getByTestId('approval-comment').fill('Looks right');
      await page.getByTestId('approve').click();
      await page.getByTestId('apply-log').getByText('Creation complete').first().waitFor({ timeout: 90_000 });
      await expect
        .poll(() => page.getByTestId('run-state').first().textContent(), { timeout: 90_000 })
        .toMatch(/applied/i);
      await picture(page, 'applied');

      await page.goBack();
      await page.getByTestId('message-assistant').filter({ hasText: 'exists now' }).waitFor({ timeout: 60_000 });
      await picture(page, 'conversation');
      expect(await page.getByTestId('message-user').count()).toBe(1);
      expect(await page.getByTestId('plan-card').count()).toBe(1);

      const s3 = await sandboxS3();
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      expect(Buckets).toHaveLength(1);
      const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket: Buckets[0]?.Name }));
      expect(versioning.Status).toBe('Enabled');
      expect(visitors.errors).toEqual([]);
    });

    it('shows the same conversation, each event once, after a reload', async () => {
      const texts = () => page.getByTestId('message-assistant').allTextContents();
      const before = await texts();
      await page.reload();
      await page
        .getByTestId('message-assistant')
        .nth(before.length - 1)
        .waitFor();
      expect(await texts()).toEqual(before);
    });
  },
);
