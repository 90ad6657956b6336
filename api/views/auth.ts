import { z } from 'zod';
import { roles } from '../../db/model/states.ts';
import { Id, Name, Person, Time } from './common.ts';

export const Email = z.email().max(254).toLowerCase();
export const Password = z.string().min(12).max(200);

export const Register = z.object({ name: Name, email: Email, password: Password, organisation: Name });
/** Six digits, or one of the codes for when the device is lost. */
export const Code = z.string().trim().min(6).max(40);
export const SignIn = z.object({
  email: Email,
  password: z.string().min(1).max(200),
  code: Code.optional().describe('where the answer was `totp_required`'),
});
export const RefreshRequest = z.object({ refreshToken: z.string().min(20).max(200) });

export const Organisation = z.object({ id: Id, name: z.string(), slug: z.string() }).meta({ id: 'Organisation' });

export const SignedIn = z
  .object({
    user: Person,
    organisation: Organisation,
    role: z.enum(roles),
    refreshToken: z.string().describe('opaque, for POST /auth/token; keep it out of page scripts'),
    accessToken: z.string().describe('JWT for `Authorization: Bearer`, at most 15 minutes'),
    accessTokenExpiresAt: Time,
  })
  .meta({ id: 'SignedIn' });

export const Renewed = z
  .object({
    accessToken: z.string(),
    accessTokenExpiresAt: Time,
    refreshToken: z.string().describe('the next one; the one that was given is used up'),
  })
  .meta({ id: 'Renewed' });

export const Me = z
  .object({
    user: Person,
    organisation: Organisation,
    role: z.enum(roles),
    projectRoles: z
      .record(Id, z.enum(roles))
      .describe('where your role in a project is another than in the organisation, by its id'),
    model: z.object({ id: z.string(), label: z.string(), offline: z.boolean() }).describe('what answers by default'),
    temporalUiUrl: z.string(),
    token: z
      .object({ id: Id, name: z.string(), role: z.enum(roles), expiresAt: Time })
      .nullable()
      .describe('the personal token that asks, where one does'),
  })
  .meta({ id: 'Me' });

export const Model = z.object({ id: z.string(), label: z.string(), offline: z.boolean() }).meta({ id: 'Model' });

export const LiveTicket = z.object({ ticket: z.string(), expiresAt: Time }).meta({ id: 'LiveTicket' });
