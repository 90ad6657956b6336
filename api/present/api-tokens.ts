import type { z } from 'zod';
import type { ApiToken, ApiTokenRow } from '../../db/api-tokens.ts';
import type { ApiToken as View } from '../views/api-tokens.ts';
import { time, timeOrNull } from './times.ts';

export const apiTokenView = ({ token, owner }: ApiTokenRow): z.output<typeof View> => ({
  id: token.id,
  name: token.name,
  prefix: token.prefix,
  role: token.role,
  owner,
  state: stateOf(token),
  createdAt: time(token.createdAt),
  expiresAt: time(token.expiresAt),
  lastUsedAt: timeOrNull(token.lastUsedAt),
  revokedAt: timeOrNull(token.revokedAt),
});

function stateOf({ revokedAt, expiresAt }: ApiToken): 'active' | 'expired' | 'revoked' {
  if (revokedAt) return 'revoked';
  return expiresAt <= new Date() ? 'expired' : 'active';
}
