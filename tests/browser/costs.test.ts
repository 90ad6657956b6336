/** Costs in a real browser: a bill is uploaded and its sums are there to the last digit; one that cannot be says why. */
import { existsSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVisitors, pagesAreUp, picture, register, type Visitors, webUrl } from '../support/visitors.ts';

const samplePath = new URL('../../../shared/data/focus/sample.csv', import.meta.url).pathname;

/** Two days of one service: 90.25 and a credit of 0.000001 against it. */
const ownBill = [
  'BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ServiceName',
  '60.25,60.25,USD,2023-05-01T00:00:00Z,2023-06-01T00:00:00Z,2023-05-01T00:00:00Z,2023-05-02T00:00:00Z,Usage,Orbit',
  '30,30,USD,2023-05-01T00:00:00Z,2023-06-01T00:00:00Z,2023-05-02T00:00:00Z,2023-05-03T00:00:00Z,Usage,Orbit',
  '-0.000001,-0.000001,USD,2023-05-01T00:00:00Z,2023-06-01T00:00:00Z,2023-05-02T00:00:00Z,2023-05-03T00:00:00Z,Credit,Orbit',
].join('\n');

describe.skipIf(!pagesAreUp)('costs in a browser', { timeout: 180_000 }, () => {
  let visitors: Visitors;
  let page: Page;

  beforeAll(async () => {
    visitors = await openVisitors();
    page = await visitors.newPage();
    await register(page, 'Katherine Johnson', 'Orbits');
  });
  afterAll(() => visitors?.close());

  const send = (name: string, text: string) =>
    page.getByTestId('billing-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  const load = (name: string, state: string) =>
    page.locator(`[data-load-state=${state}]`).filter({ hasText: name }).waitFor({ timeout: 90_000 });
  const total = async (from: string, to: string) => {
    await page.goto(`${webUrl}/costs/explore?range=${from}..${to}&compare=none`);
    return page.getByTestId('explore-total').locator('[title]').first().getAttribute('title');
  };

  it('takes a bill in, keeps it when a broken one comes, and says which row is wrong', async () => {
    await page.goto(`${webUrl}/costs/accounts`);
    await page.getByTestId('new-billing-account').first().click();
    await page.getByLabel('Name').fill('Orbit bills');
    await page.getByRole('button', { name: 'Create the billing account' }).click();
    await page.waitForURL(/\/costs\/accounts\/[0-9a-f-]{36}/);
    await send('own.csv', ownBill);
    await load('own.csv', 'loaded');
    await send('broken.csv', ownBill.replace('30,30', 'thirty,30'));
    await load('broken.csv', 'refused');
    await page.locator('[data-load-state=refused]').getByRole('button').click();
    await page.getByLabel('What is wrong').getByText('row 2, column BilledCost').waitFor();
    await picture(page, 'billing-account');
    if (existsSync(samplePath)) {
      await send('sample.csv', readFileSync(samplePath, 'utf8'));
      await load('sample.csv', 'loaded');
    }
  });

  it('shows the sums to the last digit, in the explorer and in the month', async () => {
    expect(await total('2023-05-01', '2023-05-31')).toBe('90.249999');
    await picture(page, 'costs-explore');
    await page.goto(`${webUrl}/costs?month=2023-05`);
    const monthToDate = page.getByTestId('month-to-date');
    await monthToDate.getByText('$90.25').waitFor();
    await page.getByRole('table').getByText('Orbit').first().waitFor();
    await picture(page, 'costs');
  });

  it.skipIf(!existsSync(samplePath))('shows the sample as its expected totals say', async () => {
    const expected = JSON.parse(readFileSync(samplePath.replace('sample.csv', 'totals.json'), 'utf8')) as {
      overall: { EffectiveCost: string };
    };
    expect(await total('2024-01-01', '2024-12-31')).toBe(expected.overall.EffectiveCost);
  });

  it('sets a budget and shows how far it is spent', async () => {
    await page.goto(`${webUrl}/costs/budgets`);
    await page.getByTestId('new-budget').first().click();
    await page.getByLabel('Name').fill('All of it');
    await page.getByLabel('Amount').fill('1,000,000');
    await page.getByRole('button', { name: 'Create the budget' }).click();
    const budget = page.getByTestId('budget').filter({ hasText: 'All of it' });
    await budget.getByText('Within').waitFor();
    await budget.getByText('$1,000,000.00 a month').waitFor();
    await picture(page, 'costs-budgets');
    expect(visitors.errors).toEqual([]);
  });
});
