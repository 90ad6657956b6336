/** From what people give to what is kept: what is no secret in the row, the rest in the secret store. */
import type { ConnectionSettings } from '../../../db/model/connections.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { Parts } from '../../parts.ts';
import type { RotateCredentials } from '../../views/connect/index.ts';
import { externalIdOf } from './external-id.ts';

type Kept = { settings: ConnectionSettings; secret: Record<string, string> };

/** @throws AuroraError `unprocessable` for an address that Aurora may not call */
export async function kept(
  parts: Pick<Parts, 'secrets' | 'settings'>,
  connection: { orgId: string; id: string },
  given: RotateCredentials,
): Promise<Kept> {
  const settings: ConnectionSettings = { ...given.settings };
  if (settings.endpoint) checkEndpoint(settings.endpoint, parts.settings.OUTBOUND_HOSTS);
  if (given.credential === 'aws_role') settings.externalId = await externalIdOf(parts, connection);
  return { settings, secret: { ...identity(settings), ...given.secret } };
}

/** Who signs in belongs to the secret as much as what with: readers of the secret need both, of one version. */
function identity({ tenantId, clientId, writeClientId, ovhEndpoint }: ConnectionSettings): Record<string, string> {
  return {
    ...(tenantId ? { tenant_id: tenantId } : {}),
    ...(clientId ? { client_id: clientId } : {}),
    ...(writeClientId ? { write_client_id: writeClientId } : {}),
    ...(ovhEndpoint ? { endpoint: ovhEndpoint } : {}),
  };
}

/** Whether it can be used to change things, as far as one sees without asking. */
export const mayWrite = ({ settings, secret }: RotateCredentials): boolean =>
  'writeRoleArn' in settings ||
  'writeServiceAccountEmail' in settings ||
  Object.keys(secret).some((name) => name.startsWith('write_'));

/** Credentials, and Aurora's own identity, are sent there: not to wherever somebody likes. */
function checkEndpoint(endpoint: string, allowed: string[]): void {
  const { host, hostname } = new URL(endpoint);
  if (allowed.includes(host) || allowed.includes(hostname)) return;
  throw new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `Aurora may not send credentials to ${host}. Whoever runs Aurora can allow it with OUTBOUND_HOSTS; leave the address out for the cloud itself.`,
  });
}
