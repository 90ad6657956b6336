/** Hosts by SSH: one key, and who logs in where. */
import { z } from 'zod';
import { SecretFile, SecretLine } from './fields.ts';

export const SshHost = z.object({
  host: z.string().regex(/^[0-9A-Za-z.:-]{1,253}$/),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z.string().regex(/^[a-z_][0-9a-z_.-]{0,31}$/i),
  hostKeySha256: z
    .string()
    .regex(/^SHA256:[0-9A-Za-z+/]{43}$/)
    .nullable()
    .default(null)
    .describe('as ssh-keygen -l shows it; without it the first check tells what the host shows, and signs in nowhere'),
});

const looksPrivate = (text: string) => /^(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File)/.test(text.trim());

export const SshKey = z.object({
  credential: z.literal('ssh_key'),
  settings: z.object({ hosts: z.array(SshHost).min(1).max(100) }),
  secret: z.object({
    private_key: SecretFile.refine(
      looksPrivate,
      'This is no private key: enter the whole file, the one without ".pub".',
    ),
    passphrase: SecretLine.optional(),
  }),
});
