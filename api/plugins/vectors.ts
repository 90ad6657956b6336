import fp from 'fastify-plugin';
import type { Vectors } from '../../platform/vectors/weaviate.ts';

declare module 'fastify' {
  interface FastifyInstance {
    vectors: Vectors;
  }
}

export const vectorsPlugin = fp<{ vectors: Vectors }>(
  async (app, { vectors }) => {
    app.decorate('vectors', vectors);
    app.addHook('onClose', () => vectors.close());
  },
  { name: 'vectors' },
);
