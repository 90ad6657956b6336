import bowser from 'bowser';
import type { z } from 'zod';
import type { OpenSignIn } from '../../db/sign-ins.ts';
import type { SignInView } from '../views/sign-ins.ts';
import { time, timeOrNull } from './times.ts';

export const signInView = (row: OpenSignIn, current: string): z.output<typeof SignInView> => ({
  id: row.id,
  current: row.id === current,
  organisation: row.organisation,
  browser: browserOf(row.userAgent),
  address: row.address,
  createdAt: time(row.createdAt),
  lastUsedAt: timeOrNull(row.lastUsedAt),
  expiresAt: time(row.expiresAt),
});

/** @param userAgent as the browser says, which may be anything */
export function browserOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown';
  const { browser, os } = bowser.parse(userAgent);
  const name = [browser.name, browser.version?.split('.', 1)[0]].filter(Boolean).join(' ');
  if (!name) return userAgent.split(/[\s/]/, 1)[0]?.slice(0, 40) || 'Unknown';
  return os.name ? `${name} on ${os.name}` : name;
}
