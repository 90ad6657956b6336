/**
 * The text of a personal token: `aurora_pat_`, 32 random bytes and a CRC-32 of all before it, both as base64url.
 *
 * The prefix lets secret scanners find one that got out; the checksum tells one that was cut off or mistyped from one
 * that is not known, without asking the database. It proves nothing: only the stored hash does.
 */
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { hashOf } from './tokens.ts';

const start = 'aurora_pat_';
const whole = /^(aurora_pat_[\w-]{43})([\w-]{6})$/;
/** Enough to tell one's tokens apart, and far too little to guess the rest of. */
const prefixLength = start.length + 4;

export function newPersonalToken(): { token: string; tokenHash: string; prefix: string } {
  const body = `${start}${randomBytes(32).toString('base64url')}`;
  const token = `${body}${checksumOf(body)}`;
  return { token, tokenHash: hashOf(token), prefix: token.slice(0, prefixLength) };
}

export const looksPersonal = (bearer: string): boolean => bearer.startsWith(start);

/** @returns false for one that was cut off, mistyped or made up carelessly */
export function isWholeToken(token: string): boolean {
  const [, body, checksum] = whole.exec(token) ?? [];
  return body !== undefined && checksum === checksumOf(body);
}

function checksumOf(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64url');
}
