/**
 * What every webhook's route does first: find whose it is, and prove that it is theirs. An integration that is not
 * there, one of another kind, one without its secret and a wrong signature are answered alike.
 */
import type { FastifyRequest } from 'fastify';
import { inOrg } from '../db/client.ts';
import { findIntegration, type Integration, orgOfIntegration } from '../db/integrations.ts';
import type { IntegrationKind } from '../db/model/integrations.ts';
import { AuroraError } from '../platform/errors.ts';
import type { SecretData } from '../platform/secrets/vault.ts';
import type { Parts } from './parts.ts';
import { readForHook } from './recorded-secrets.ts';
import { unauthenticated } from './tokens.ts';
import { Id } from './views/common.ts';

/** For an integration together, wherever its requests come from. */
export const hookLimit = {
  public: true,
  rateLimit: {
    max: 1_200,
    timeWindow: 60_000,
    keyGenerator: ({ params }: FastifyRequest) => `hook ${(params as { integrationId?: string }).integrationId ?? ''}`,
  },
};

type Needs = Pick<Parts, 'db' | 'secrets'>;
type Asked = { kind: IntegrationKind; integrationId: string };

/**
 * @param isTheirs whether the request is signed with one of these secrets
 * @throws AuroraError `unauthenticated`, which tells nothing
 */
export async function provenHook(
  parts: Needs,
  { kind, integrationId }: Asked,
  isTheirs: (secrets: SecretData) => boolean | Promise<boolean>,
): Promise<Integration> {
  const id = Id.safeParse(integrationId);
  const orgId = id.success ? await orgOfIntegration(parts.db, id.data) : null;
  if (!id.success || !orgId) throw refused();
  const integration = await inOrg(parts.db, { orgId }, (tx) => findIntegration(tx, id.data, kind)).catch(nothingThere);
  const kept =
    integration &&
    (await readForHook(parts, orgId, { kind: 'integration', id: id.data }, integration.secretRef).catch(nothingThere));
  if (!integration || !kept || !(await isTheirs(kept))) throw refused();
  return integration;
}

function nothingThere(error: unknown): undefined {
  if (error instanceof AuroraError && error.code === 'not_found') return undefined;
  throw error;
}

const refused = () => unauthenticated('This request is not signed as it must be.');
