import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { readStream, visibleStream } from '../../db/event-reader.ts';
import { notFound } from '../../platform/errors.ts';
import { problems } from '../answers.ts';
import { EventPage, EventsQuery, StreamParam } from '../views/events.ts';

export const eventRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/events/:stream',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['events'],
        operationId: 'listEvents',
        summary: 'Events of a stream after a number, oldest first; `lastSeq` is the newest there is',
        params: StreamParam,
        querystring: EventsQuery,
        response: { 200: EventPage, ...problems(400, 401, 404, 429, 503) },
      },
      // As they were written: two event types share a name, and the first shape that fits would cut the other down.
      serializerCompiler: () => JSON.stringify,
    },
    async ({ actor, params, query }) => {
      const lastSeq = await visibleStream(app.db, actor, params.stream);
      if (lastSeq === null) throw notFound('stream');
      const items = await readStream(app.db, actor.orgId, params.stream, query.afterSeq, query.limit);
      return { items: items as EventPageItems, lastSeq: Math.max(lastSeq, items.at(-1)?.seq ?? 0) };
    },
  );
};

/** Checked where they are written: `appendEvent` takes only events of the catalogue. */
type EventPageItems = (typeof EventPage)['_output']['items'];
