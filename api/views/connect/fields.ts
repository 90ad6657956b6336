/** What fields of several providers have in common. Secrets are bounded, never trimmed, and never repeated in errors. */
import { z } from 'zod';

/** A key, a token, a password: one line. */
export const SecretLine = z.string().min(1).max(4_096);

/** A file of a few kilobytes, whole. */
export const SecretFile = z.string().min(1).max(262_144);

export const RegionName = z.string().regex(/^[0-9A-Za-z-]{1,40}$/);

export const common = {
  regions: z.array(RegionName).max(60).optional().describe('those that matter; default: all that are enabled'),
};
