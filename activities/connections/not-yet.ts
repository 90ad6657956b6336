import type { ConnectionProvider } from '../../db/model/connections.ts';
import type { ConnectionVerifier } from './verifier.ts';

/** For a provider that nobody can look at yet: says so, instead of claiming anything. */
export const notYet = (provider: ConnectionProvider): ConnectionVerifier => ({
  steps: ['reachable'],
  look: async () => ({
    state: 'warning',
    text: `Aurora cannot look at connections to ${provider} yet, so nothing is known of this one.`,
  }),
});
