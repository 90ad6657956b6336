/** Every call to Slack, and what its refusals mean for the integration. */
import { inOrg } from '../../db/client.ts';
import { findIntegration, markBroken } from '../../db/integrations.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { OutboundFetch } from '../../platform/outbound.ts';
import { slackClient, slackRefusalOf, slackTrouble } from '../../platform/places/slack.ts';
import type { OfIntegration } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { recordedSecrets } from '../recorded-secrets.ts';

export type SlackDeps = Pick<WorkerDeps, 'db' | 'secrets' | 'config' | 'log'> & { outbound: OutboundFetch };

export type Slack = ReturnType<typeof slackClient>;

/** A client of one workspace, with the token as it is now. @throws AuroraError `not_found` where it was disconnected */
export async function openSlack(deps: SlackDeps, of: OfIntegration, signal?: AbortSignal) {
  const { db, outbound } = deps;
  const { settings, secretRef } = await inOrg(db, { orgId: of.orgId }, (tx) =>
    findIntegration(tx, of.integrationId, 'slack'),
  );
  const owners = [{ kind: 'integration', id: of.integrationId, secretRef }];
  const secrets = recordedSecrets(deps, { orgId: of.orgId, owners, purpose: 'write' });
  const place = { settings, secrets: await secrets.read(secretRef, { signal }) };
  return { slack: slackClient(place, { fetch: outbound, signal }), botUserId: settings.slack?.botUserId ?? null };
}

/**
 * @throws AuroraError: retryable with Slack's own pause where it asks for one; `credentials_rejected` once the token is
 * worth nothing, which people then see at the integration; `unprocessable` for what Slack will not do
 */
export async function slackCall<Result>(
  { db }: Pick<WorkerDeps, 'db'>,
  { orgId, integrationId }: OfIntegration,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const refusal = slackRefusalOf(error);
    if (!refusal) throw slackTrouble(error);
    const isToken = refusal.kind === 'token';
    if (isToken) await inOrg(db, { orgId }, (tx) => markBroken(tx, integrationId, refusal.reason));
    throw new AuroraError({
      code: isToken ? 'credentials_rejected' : 'unprocessable',
      retryable: false,
      userMessage: refusal.reason,
      details: { slack: refusal.word },
    });
  }
}
