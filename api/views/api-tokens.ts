import { z } from 'zod';
import { roles } from '../../db/model/states.ts';
import { Id, Name, Person, Time } from './common.ts';

export const longestTokenDays = 366;

export const CreateApiToken = z.object({
  id: Id.optional(),
  name: Name.describe('what it is for, such as "nightly sync"'),
  role: z.enum(roles).default('operator').describe('the most it may do; never more than its person may'),
  expiresInDays: z.number().int().min(1).max(longestTokenDays).default(90),
});

export const ApiToken = z
  .object({
    id: Id,
    name: z.string(),
    prefix: z.string().describe('its first characters'),
    role: z.enum(roles),
    owner: Person,
    state: z.enum(['active', 'expired', 'revoked']),
    createdAt: Time,
    expiresAt: Time,
    lastUsedAt: Time.nullable().describe('to the minute'),
    revokedAt: Time.nullable(),
  })
  .meta({ id: 'ApiToken' });

export const CreatedApiToken = z
  .object({ token: z.string().describe('shown here and never again'), apiToken: ApiToken })
  .meta({ id: 'CreatedApiToken' });

export const ApiTokenParams = z.object({ tokenId: Id });
