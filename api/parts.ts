/** The parts of the server that actions work with. The Fastify instance has them all; tests may pass fewer. */
import type { FastifyInstance } from 'fastify';

export type Parts = Pick<
  FastifyInstance,
  'db' | 'temporal' | 'storage' | 'secrets' | 'settings' | 'tokens' | 'guesses' | 'log' | 'outbound'
>;
