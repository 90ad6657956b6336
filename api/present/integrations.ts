/** Integrations and linked accounts as their views. Where secrets are kept does not go out. */
import type { z } from 'zod';
import type { IdentityLinkRow } from '../../db/identity-links.ts';
import type { Integration } from '../../db/integrations.ts';
import type { Config } from '../../platform/config.ts';
import type { IdentityLinkView, IntegrationView } from '../views/integrations.ts';
import { time, timeOrNull } from './times.ts';

export const integrationView = (
  { id, kind, name, settings, state, reason, verifiedAt, createdAt }: Integration,
  { API_URL }: Pick<Config, 'API_URL'>,
): z.output<typeof IntegrationView> => ({
  id,
  kind,
  name,
  settings,
  state,
  reason,
  verifiedAt: timeOrNull(verifiedAt),
  createdAt: time(createdAt),
  hookUrl: `${API_URL.replace(/\/$/, '')}/api/v1/hooks/${kind}/${id}`,
});

export const identityLinkView = ({ link, user, integration }: IdentityLinkRow): z.output<typeof IdentityLinkView> => ({
  id: link.id,
  user,
  integration,
  provider: link.provider,
  externalId: link.externalId,
  externalName: link.externalName,
  createdAt: time(link.createdAt),
});
