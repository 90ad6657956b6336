/** Codes that people type elsewhere to say who they are here. Kept as hashes only. */
import { createHash } from 'node:crypto';

/** Without what looks like something else. */
export const linkCodeLetters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
/** 31^10 is about 2^49: within ten minutes and one organisation's integration, nobody guesses that. */
export const linkCodeLength = 10;

export const hashOfLinkCode = (code: string): string =>
  createHash('sha256').update(`link:${code.toUpperCase()}`).digest('hex');
