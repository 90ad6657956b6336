/**
 * What GitHub sends. Answered at once, because GitHub waits ten seconds and does not send again by itself; what is to
 * be done lies in `inbound_hooks`, once, and its workflow is told.
 */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { keepHook } from '../../db/inbound-hooks.ts';
import { AuroraError, errorText } from '../../platform/errors.ts';
import { nudgeHooks } from '../../platform/nudges.ts';
import { isFromGithub, readGithubHook } from '../../platform/places/github-hooks.ts';
import { problems } from '../answers.ts';
import { hookLimit, provenHook } from '../hooks.ts';
import { rawBody, rawBodyOf } from '../plugins/raw-body.ts';

const Taken = z.object({ taken: z.boolean().describe('false for what came before, or what Aurora does not act on') });

export const githubHookRoutes: FastifyPluginAsyncZod = async (app) => {
  await app.register(rawBody);

  app.post(
    '/hooks/github/:integrationId',
    {
      config: hookLimit,
      schema: {
        tags: ['integrations'],
        operationId: 'receiveGithubHook',
        summary: 'For GitHub: pushes, pull requests and their comments, signed',
        // Not `Id`: what is no id is answered like what is not there.
        params: z.object({ integrationId: z.string().max(100) }),
        response: { 202: Taken, ...problems(400, 401, 413, 429, 503) },
      },
    },
    async (request, reply) => {
      const body = rawBodyOf(request);
      const { 'x-hub-signature-256': signature, 'x-github-event': event, 'x-github-delivery': id } = request.headers;
      const asked = { kind: 'github', integrationId: request.params.integrationId } as const;
      const isTheirs = ({ webhookSecret }: { webhookSecret?: string }) => isFromGithub(webhookSecret, body, signature);
      const { id: integrationId, orgId } = await provenHook(app, asked, isTheirs);
      const hook = readGithubHook(String(event), jsonOf(body));
      if (!hook || !Delivery.safeParse(id).success) return reply.code(202).send({ taken: false });
      const row = { orgId, integrationId, deliveryId: String(id), event: String(event), payload: hook };
      const isNew = await inOrg(app.db, { orgId }, (tx) => keepHook(tx, row));
      // Beside the answer. Where it does not arrive, the sweeper tells it again.
      if (isNew) {
        nudgeHooks(app.temporal, { orgId, integrationId }).catch((error) =>
          app.log.warn({ integrationId, reason: errorText(error) }, 'a webhook waits to be told'),
        );
      }
      return reply.code(202).send({ taken: isNew });
    },
  );
};

const Delivery = z.string().regex(/^[0-9A-Za-z-]{8,100}$/);

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    const userMessage = 'The body is no JSON. Choose the content type application/json for the webhook.';
    throw new AuroraError({ code: 'bad_request', retryable: false, userMessage });
  }
}
