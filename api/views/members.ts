import { z } from 'zod';
import { deliveryStates } from '../../db/model/notices.ts';
import { roles } from '../../db/model/states.ts';
import { Email, Organisation, Password } from './auth.ts';
import { Id, Name, Person, Time } from './common.ts';

export const MemberView = z
  .object({
    id: Id,
    name: z.string(),
    role: z.enum(roles),
    joinedAt: Time,
    email: z.string().nullable().describe('for admins'),
    state: z.enum(['active', 'deactivated']).nullable().describe('for admins; others see active members only'),
    lastSeenAt: Time.nullable().describe('for admins'),
  })
  .meta({ id: 'Member' });

export const MemberParams = z.object({ userId: Id });

export const UpdateMember = z.object({
  role: z.enum(roles).optional(),
  active: z.boolean().optional().describe('false: they may not come in any more, from the next request on'),
});

export const InvitationView = z
  .object({
    id: Id,
    email: z.string(),
    role: z.enum(roles),
    invitedBy: Person,
    createdAt: Time,
    expiresAt: Time,
    state: z.enum(['pending', 'expired']),
    mail: z
      .object({
        state: z.enum(deliveryStates),
        reason: z.string().nullable().describe('what the last attempt met, in words'),
        sentAt: Time.nullable(),
        nextAttemptAt: Time.nullable(),
      })
      .nullable()
      .describe('how its newest mail fares; null: it was not mailed, and its link has to be handed over'),
  })
  .meta({ id: 'Invitation' });

export const InvitationList = z.object({
  items: z.array(InvitationView),
  sendsMail: z.boolean().describe('whether this Aurora sends mail'),
});

export const MailInvitation = z.object({ id: Id.describe('made by the client, so that a repeat sends nothing more') });

export const CreateInvitation = z.object({ email: Email, role: z.enum(roles).default('operator') });

export const CreatedInvitation = z
  .object({
    link: z.url().describe('lets this one address in, once; shown here and never again'),
    mailed: z.boolean().describe('whether it is on its way by mail as well; else give them the link yourself'),
    invitation: InvitationView,
  })
  .meta({ id: 'CreatedInvitation' });

export const InvitationParams = z.object({ invitationId: Id });

const Token = z.string().min(20).max(200);

export const ShowInvitation = z.object({ token: Token });

export const ShownInvitation = z
  .object({
    organisation: z.string(),
    invitedBy: z.string(),
    role: z.enum(roles),
    email: z.string(),
    expiresAt: Time,
    hasAccount: z.boolean().describe('they accept with the password of their account'),
  })
  .meta({ id: 'ShownInvitation' });

export const AcceptInvitation = z.object({
  token: Token,
  name: Name.optional().describe('for somebody new'),
  password: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('a new one, or the one of their account; not needed beside an access token of theirs'),
  code: z.string().min(4).max(40).optional().describe('where their account asks for a second step'),
});

/** A new password obeys the rules of one; an old one is only compared. */
export const NewPassword = Password;

export const OwnOrganisation = Organisation.extend({ role: z.enum(roles) }).meta({ id: 'OwnOrganisation' });

export const CreateOrganisation = z.object({ name: Name });

export const SwitchOrganisation = z.object({ refreshToken: z.string().min(20).max(200), organisationId: Id });
