import { z } from 'zod';
import { Id, Time } from './common.ts';

export const SignInView = z
  .object({
    id: Id,
    current: z.boolean().describe('the one that asks'),
    organisation: z.string(),
    browser: z.string().describe('as it names itself, such as "Firefox 130 on Linux"'),
    address: z.string().nullable().describe('where it was when it signed in'),
    createdAt: Time,
    lastUsedAt: Time.nullable().describe('within a quarter of an hour'),
    expiresAt: Time,
  })
  .meta({ id: 'SignIn' });

export const SignInParams = z.object({ signInId: Id });
export const MemberParams = z.object({ userId: Id });
export const Ended = z.object({ ended: z.number().int().describe('how many sign-ins') }).meta({ id: 'EndedSignIns' });
