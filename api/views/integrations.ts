import { z } from 'zod';
import { identityProviders, integrationKinds, integrationStates } from '../../db/model/integrations.ts';
import { Id, Name, Person, Time } from './common.ts';

const number = z.string().regex(/^\d{1,20}$/);

export const IntegrationSettingsView = z
  .object({
    apiUrl: z.string().optional(),
    github: z
      .discriminatedUnion('auth', [
        z.object({ auth: z.literal('token') }),
        z.object({ auth: z.literal('app'), appId: number, installationId: number }),
      ])
      .optional(),
    slack: z
      .object({ teamId: z.string(), teamName: z.string(), botUserId: z.string() })
      .optional()
      .describe('as Slack told when the token was verified'),
  })
  .meta({ id: 'IntegrationSettings' });

/** What people may say of it; the rest is told by the other side. */
const GivenSettings = z.strictObject({
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .describe('where the API is not the public one; private addresses need OUTBOUND_HOSTS'),
  github: IntegrationSettingsView.shape.github,
});

const Secrets = z
  .record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.string().trim().min(1).max(16_384))
  .describe(
    'goes to Vault and never comes back. github: token or privateKey, webhookSecret; slack: botToken, signingSecret',
  );

export const IntegrationView = z
  .object({
    id: Id,
    kind: z.enum(integrationKinds),
    name: z.string(),
    settings: IntegrationSettingsView,
    state: z.enum(integrationStates),
    reason: z.string().nullable().describe('why it is not connected, and what to do'),
    verifiedAt: Time.nullable(),
    createdAt: Time,
    hookUrl: z.string().describe('where the other side sends what happens; signed requests only'),
  })
  .meta({ id: 'Integration' });

export const ConnectIntegration = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  kind: z.enum(integrationKinds),
  name: Name,
  settings: GivenSettings.default({}),
  secrets: Secrets.default({}).describe('may follow later: the address of the webhook is then known before'),
});

export const ChangeIntegration = z.object({ name: Name.optional(), settings: GivenSettings.optional() });

export const ReplaceSecrets = z.object({ secrets: Secrets }).describe('secrets that are not named stay');

export const IntegrationParams = z.object({ integrationId: Id });
export const IdentityLinkParams = z.object({ identityLinkId: Id });

export const MakeLinkCode = z.object({ integrationId: Id });

export const LinkCode = z
  .object({
    code: z.string().describe('shown once; write it there as yourself'),
    expiresAt: Time,
    how: z.string().describe('what to write where, in words'),
  })
  .meta({ id: 'LinkCode' });

export const IdentityLinkView = z
  .object({
    id: Id,
    user: Person,
    integration: z.object({ id: Id, name: z.string(), kind: z.enum(integrationKinds) }),
    provider: z.enum(identityProviders),
    externalId: z.string(),
    externalName: z.string(),
    createdAt: Time,
  })
  .meta({ id: 'IdentityLink' });
