import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';

export const openapiRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/openapi.json',
    { config: { public: true }, schema: { hide: true, tags: ['health'], operationId: 'getOpenapi' } },
    async () => app.swagger(),
  );
};
