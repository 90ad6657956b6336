/** People at the real pages: each with a browser profile of their own, so that nothing is shared but the server. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './chromium.ts';

const browserPath = process.env.CHROMIUM_BIN ?? '';
export const webUrl = process.env.WEB_URL ?? '';
/** Set to keep pictures of every step, for people to look at. */
const pictures = process.env.SCREENSHOT_DIR;

/** Whether the pages and a browser are there. */
export const pagesAreUp = browserPath !== '' && webUrl !== '';

export type Visitors = {
  /** What any page threw, with its address. */
  errors: string[];
  newPage(width?: number): Promise<Page>;
  close(): Promise<void>;
};

export async function openVisitors(): Promise<Visitors> {
  const browser = await launchBrowser(browserPath);
  const errors: string[] = [];
  return {
    errors,
    async newPage(width = 1440) {
      const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
      page.on('pageerror', (error) => errors.push(`${page.url()} threw ${error.message}`));
      return page;
    },
    close: () => browser.close(),
  };
}

/** A new person with a new organisation, at the first page. Whoever was signed in on `page` is not any more. */
export async function register(page: Page, name: string, organisation: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${webUrl}/register`);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(newAddress(name));
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByLabel('Organisation').fill(organisation);
  await picture(page, 'register');
  await page.getByTestId('register-submit').click();
  await page.getByTestId('composer').waitFor();
}

/** An e-mail address that nobody has. */
export const newAddress = (name: string): string =>
  `${name.split(' ')[0]?.toLowerCase()}-${randomUUID().slice(0, 8)}@example.test`;

export async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
