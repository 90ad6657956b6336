/**
 * AWS: keys of a user that reads (and, apart, of one that may write), or roles that Aurora assumes.
 * The names within `secret` are those under which Vault keeps it.
 */
import { z } from 'zod';
import { common, SecretLine } from './fields.ts';

const KeyId = z.string().regex(/^[A-Z0-9]{16,128}$/, 'An access key id looks like AKIAIOSFODNN7EXAMPLE.');

export const AwsAccessKeys = z.object({
  credential: z.literal('aws_access_keys'),
  settings: z.object({ ...common, endpoint: z.url().optional().describe('of an emulator or a private endpoint') }),
  secret: z
    .object({
      read_access_key_id: KeyId,
      read_secret_access_key: SecretLine,
      write_access_key_id: KeyId.optional(),
      write_secret_access_key: SecretLine.optional(),
      session_token: SecretLine.optional().describe('of temporary keys; goes with both pairs'),
    })
    .refine((keys) => (keys.write_access_key_id === undefined) === (keys.write_secret_access_key === undefined), {
      message: 'Keys that may write are a pair: give both or neither.',
    }),
});

const RoleArn = z
  .string()
  .regex(
    /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    'The ARN of a role looks like arn:aws:iam::123456789012:role/aurora-read.',
  );

/** The ExternalId is Aurora's to make: whoever could choose it could enter somebody else's. */
export const AwsRole = z.object({
  credential: z.literal('aws_role'),
  settings: z.object({
    ...common,
    readRoleArn: RoleArn,
    writeRoleArn: RoleArn.optional().describe('assumed by an apply alone; without it the account is only read'),
    endpoint: z.url().optional().describe('of an emulator or a private endpoint'),
  }),
  secret: z.object({}).default({}),
});
