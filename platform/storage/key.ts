/** Names of objects. They are made of our own ids, so what does not fit is a mistake or an attack, never quoted. */
import { AuroraError } from '../errors.ts';

const pattern = /^[0-9A-Za-z_./=-]{1,1024}$/;
// Storages that keep objects as files resolve these; `//` and a leading `/` also vanish in some, so two keys meet.
const risky = /(^|\/)(\.{1,2}|)(\/|$)/;

/** @throws AuroraError `bad_request` */
export function checkKey(key: string): string {
  if (!pattern.test(key) || key.includes('..') || risky.test(key)) throw badKey();
  return key;
}

/** A prefix may be empty, and may end within a name or with a slash. @throws AuroraError `bad_request` */
export function checkPrefix(prefix: string): string {
  if (prefix !== '') checkKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
  return prefix;
}

const badKey = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'This is not a name that can be stored under.',
  });
