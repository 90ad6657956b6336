import cors from '@fastify/cors';
import fp from 'fastify-plugin';

/** Pages of WEB_URL may call the API, and no others. Tokens travel in a header, so no cookies are allowed along. */
export const corsPlugin = fp<{ webUrl: string }>(
  async (app, { webUrl }) => {
    await app.register(cors, {
      origin: [new URL(webUrl).origin],
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type', 'x-request-id'],
      exposedHeaders: ['x-request-id', 'retry-after'],
      credentials: false,
      maxAge: 600,
    });
  },
  { name: 'cors' },
);
