/** Tokens that say nothing by themselves: what is stored of one is its hash. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits. */
export const newOpaqueToken = (): string => randomBytes(32).toString('base64url');

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
