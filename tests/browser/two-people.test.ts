/** Two people in two browsers: one invites, connects an account and asks; the other joins, and decides. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAddress, openVisitors, pagesAreUp, picture, register, type Visitors, webUrl } from '../support/visitors.ts';

const sandbox = process.env.SANDBOX_AWS_ENDPOINT ?? '';

describe.skipIf(!pagesAreUp || !sandbox)('two people', { timeout: 240_000 }, () => {
  let visitors: Visitors;
  let ada: Page;
  let grace: Page;

  beforeAll(async () => {
    visitors = await openVisitors();
    ada = await visitors.newPage(1280);
    grace = await visitors.newPage(1280);
  });
  afterAll(() => visitors?.close());

  const newChat = (page: Page) => page.getByRole('link', { name: 'New chat' });

  it('lets the invited person in by the link, once', async () => {
    await register(ada, 'Ada Lovelace', 'Two Engines');

    await ada.goto(`${webUrl}/members`);
    await ada.getByTestId('invite').click();
    await ada.getByLabel('E-mail').fill(newAddress('Grace'));
    await ada.getByRole('combobox', { name: 'Role' }).click();
    await ada.getByRole('option', { name: 'Viewer' }).click();
    await ada.getByTestId('invite-submit').click();
    const link = await ada.getByTestId('secret-once').inputValue();
    await picture(ada, 'invited');
    await ada.getByRole('button', { name: 'Done' }).click();

    await grace.goto(link);
    await grace.getByRole('heading', { name: 'Join Two Engines' }).waitFor();
    await picture(grace, 'join');
    await grace.getByLabel('Your name').fill('Grace Hopper');
    await grace.getByLabel('Password').fill('nanoseconds of copper wire');
    await grace.getByTestId('join-submit').click();
    await grace.getByTestId('composer').waitFor();
    await expect(newChat(grace).count(), 'for a viewer who can ask nowhere').resolves.toBe(0);
    await expect(newChat(ada).count()).resolves.toBe(1);

    const stranger = await visitors.newPage();
    await stranger.goto(link);
    await stranger.getByRole('heading', { name: 'This invitation does not hold' }).waitFor();
    await stranger.context().close();
  });

  it('connects an account whose check shows step by step', async () => {
    await ada.goto(`${webUrl}/accounts/connect`);
    await picture(ada, 'connect');
    await ada.getByRole('link', { name: 'AWS, by access keys' }).click();
    await ada.getByLabel('Name', { exact: true }).fill('Production');
    await ada.getByLabel('Address of its API (optional)').fill(sandbox);
    await ada.getByLabel('Access key id that reads', { exact: true }).fill('AKIAIOSFODNN7EXAMPLE');
    await ada.getByLabel('Secret access key that reads', { exact: true }).fill('made-up-for-the-emulator');
    await ada.getByLabel('Access key id that may change things (optional)').fill('AKIAI44QH8DHBEXAMPLE');
    await ada.getByLabel('Secret access key that may change things (optional)').fill('made-up-for-the-emulator-too');
    await picture(ada, 'connect-keys');
    await ada.getByTestId('connect-submit').click();
    await ada.waitForURL(/\/accounts\/[0-9a-f-]{36}$/);
    await ada.locator('[data-step="identity"][data-state="ok"]').first().waitFor({ timeout: 60_000 });
    await ada.locator('[data-step="regions"][data-state="ok"]').first().waitFor({ timeout: 60_000 });
    await picture(ada, 'checked');
  });

  it('applies what one asked for once a viewer who is approver in the project has approved it', async () => {
    await ada.goto(webUrl);
    await ada.getByTestId('composer').fill('Create an SQS queue named two-people');
    await ada.getByTestId('send').click();
    const card = ada.getByTestId('plan-card');
    await card.waitFor({ timeout: 60_000 });
    await ada.getByTestId('approve').waitFor({ timeout: 90_000 });
    const run = await card.getByRole('link').first().getAttribute('href');

    await grace.goto(`${webUrl}${run}`);
    await expect.poll(() => grace.getByTestId('reject').isDisabled()).toBe(true);
    await picture(grace, 'reads-along');
    const project = await grace.locator('a[href^="/projects/"]:not([href*="?"])').first().getAttribute('href');
    const members = await ada.context().newPage();
    await members.goto(`${webUrl}${project}?tab=members`);
    await members.getByRole('combobox', { name: 'Person' }).click();
    await members.getByRole('option', { name: 'Grace Hopper' }).click();
    await members.getByRole('combobox', { name: 'Role in the project' }).click();
    await members.getByRole('option', { name: 'Approver' }).click();
    await members.getByRole('button', { name: 'Add' }).click();
    await members.getByTestId('project-member').filter({ hasText: 'Grace Hopper' }).waitFor();
    await members.close();
    await newChat(grace).waitFor();
    await grace.getByTestId('approve').click();
    await grace
      .getByTestId('run-state')
      .filter({ hasText: /applied/i })
      .first()
      .waitFor({ timeout: 90_000 });
    await grace.getByText('Grace Hopper').first().waitFor();
    await picture(grace, 'decided');
    await ada.getByTestId('message-assistant').filter({ hasText: 'exists now' }).waitFor({ timeout: 60_000 });
  });

  it('ends the open page of somebody who is deactivated', async () => {
    await ada.goto(`${webUrl}/members`);
    await ada.getByRole('button', { name: 'Deactivate Grace Hopper' }).click();
    await ada.getByRole('button', { name: 'Deactivate', exact: true }).click();
    await grace.waitForURL(/\/sign-in/, { timeout: 30_000 });
    await picture(grace, 'ended');
    await ada.getByText('Deactivated').waitFor();
    expect(visitors.errors).toEqual([]);
  });
});
