/** Hosts by SSH: one key, and who logs in where. */
import { z } from 'zod';
import { SecretFile, SecretLine } from './fields.ts';

const Host = z.object({
  host: z.string().regex(/^[0-9A-Za-z.:-]{1,253}$/),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z.string().regex(/^[a-z_][0-9a-z_.-]{0,31}$/i),
  hostKeySha256: z
    .string()
    .regex(/^SHA256:[0-9A-Za-z+/]{43}$/)
    .nullable()
    .default(null)
    .describe('as ssh-keygen -l shows it; without it the first check tells what the host shows'),
});

export const SshKey = z.object({
  credential: z.literal('ssh_key'),
  settings: z.object({ hosts: z.array(Host).min(1).max(100) }),
  secret: z.object({ private_key: SecretFile, passphrase: SecretLine.optional() }),
});
