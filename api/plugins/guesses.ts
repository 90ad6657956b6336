import fp from 'fastify-plugin';
import { type Guesses, makeGuesses } from '../guesses.ts';

declare module 'fastify' {
  interface FastifyInstance {
    guesses: Guesses;
  }
}

export const guessesPlugin = fp(
  async (app) => {
    app.decorate('guesses', makeGuesses(app.db.pool));
  },
  { name: 'guesses', dependencies: ['database'] },
);
