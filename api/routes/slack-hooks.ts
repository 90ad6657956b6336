/**
 * What Slack sends: events and presses of buttons. Answered at once, because Slack waits three seconds and then sends
 * it again; what is to be done lies in `inbound_hooks`, once, and its workflow is told.
 */
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isOurThread } from '../../db/chat-threads.ts';
import { inOrg } from '../../db/client.ts';
import { keepHook } from '../../db/inbound-hooks.ts';
import type { Integration } from '../../db/integrations.ts';
import { AuroraError, errorText } from '../../platform/errors.ts';
import { type Inbound, readEvent, readInteraction } from '../../platform/places/slack-inbound.ts';
import { isFromSlack } from '../../platform/places/slack-signature.ts';
import { nudgeSlackHooks } from '../../platform/slack-nudges.ts';
import { problems } from '../answers.ts';
import { hookLimit, provenHook } from '../hooks.ts';
import { rawBody, rawBodyOf } from '../plugins/raw-body.ts';

const tags = ['integrations'];
/** Not `Id`: what is no id is answered like what is not there. */
const Params = z.object({ integrationId: z.string().max(100) });
const answers = problems(400, 401, 413, 429, 503);

export const slackHookRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(rawBody);

  const proven = (request: FastifyRequest, integrationId: string): Promise<Integration> =>
    provenHook(app, { kind: 'slack', integrationId }, ({ signingSecret }) => {
      const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = request.headers;
      return (
        Boolean(signingSecret) && isFromSlack({ timestamp, signature, body: rawBodyOf(request) }, signingSecret ?? '')
      );
    });

  async function keep({ id: integrationId, orgId }: Integration, { deliveryId, event, hook }: Inbound): Promise<void> {
    const isNew = await inOrg(app.db, { orgId }, async (tx) => {
      const { channel } = hook;
      // Of what people say among themselves nothing is kept.
      const ours =
        hook.kind === 'press' || hook.addressed || (await isOurThread(tx, integrationId, channel, hook.thread));
      return ours && keepHook(tx, { orgId, integrationId, deliveryId, event, payload: hook });
    });
    if (!isNew) return;
    // Beside the answer, which has three seconds. Where it does not arrive, the sweeper tells it again.
    nudgeSlackHooks(app.temporal, { orgId, integrationId }).catch((error) =>
      app.log.warn({ integrationId, reason: errorText(error) }, 'a webhook waits to be told'),
    );
  }

  app.post(
    '/hooks/slack/:integrationId/events',
    {
      config: hookLimit,
      schema: {
        tags,
        operationId: 'receiveSlackEvent',
        summary: 'For Slack: mentions and messages, signed',
        params: Params,
        response: { 200: z.object({ challenge: z.string().optional() }), ...answers },
      },
    },
    async (request) => {
      const integration = await proven(request, request.params.integrationId);
      const body = jsonOf(rawBodyOf(request).toString('utf8'));
      const challenge = Challenge.safeParse(body);
      if (challenge.success) return { challenge: challenge.data.challenge };
      const { slack } = integration.settings;
      const inbound = isOfTeam(body, slack?.teamId) ? readEvent(body, slack?.botUserId) : undefined;
      if (inbound) await keep(integration, inbound);
      return {};
    },
  );

  app.post(
    '/hooks/slack/:integrationId/actions',
    {
      config: hookLimit,
      schema: {
        tags,
        operationId: 'receiveSlackAction',
        summary: 'For Slack: presses of buttons, signed',
        params: Params,
        response: { 200: z.undefined().describe('Taken'), ...answers },
      },
    },
    async (request, reply) => {
      const integration = await proven(request, request.params.integrationId);
      const form = new URLSearchParams(rawBodyOf(request).toString('utf8'));
      const inbound = readInteraction(jsonOf(form.get('payload') ?? ''));
      if (inbound) await keep(integration, inbound);
      return reply.code(200).send();
    },
  );
};

const Challenge = z.object({ type: z.literal('url_verification'), challenge: z.string().max(1_000) });

/** An app that is installed in several workspaces sends what happens in all of them; the token is of one. */
function isOfTeam(body: unknown, teamId: string | undefined): boolean {
  const { team_id: of } = body as { team_id?: unknown };
  return teamId === undefined || of === teamId;
}

function jsonOf(text: string): object {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Answered below, like every body that is no object.
  }
  throw new AuroraError({ code: 'bad_request', retryable: false, userMessage: 'The body is not what Slack sends.' });
}
