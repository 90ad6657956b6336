import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { decodePayloads, encodePayloads } from '../actions/temporal-codec.ts';
import { problems } from '../answers.ts';
import { CodecHeaders, TemporalPayloads } from '../views/temporal-codec.ts';

/** A history's page asks for what it shows in a few requests. */
const bodyLimit = 8_388_608;

const routes = [
  {
    path: 'decode',
    operationId: 'decodeTemporalPayloads',
    summary: 'Decrypt payloads of Temporal',
    act: decodePayloads,
  },
  {
    path: 'encode',
    operationId: 'encodeTemporalPayloads',
    summary: 'Encrypt payloads for Temporal',
    act: encodePayloads,
  },
] as const;

export const temporalCodecRoutes: FastifyPluginAsyncZod = async (app) => {
  for (const { path, operationId, summary, act } of routes) {
    app.post(
      `/temporal/codec/${path}`,
      {
        preHandler: app.require('admin', { sessionOnly: true }),
        bodyLimit,
        schema: {
          tags: ['workflows'],
          operationId,
          summary: `${summary}; only for the organisation that runs the installation`,
          headers: CodecHeaders,
          body: TemporalPayloads,
          response: { 200: TemporalPayloads, ...problems(400, 401, 403, 413, 429, 503) },
        },
      },
      async ({ actor, headers, body }) => ({
        payloads: await act(app, actor, { namespace: headers['x-namespace'], payloads: body.payloads }),
      }),
    );
  }
};
