/** The header by which Google knows an identity, kept as long as it is good. */
import { AuroraError } from '../../../platform/errors.ts';
import { tokenSource as selfSigned } from '../../inventory/gcp/key.ts';
import type { GcpFederation, GcpIdentity } from './identity.ts';
import { gcpToken, TokenRefusal } from './token.ts';

export type GcpTokens = {
  authorization(signal?: AbortSignal): Promise<string>;
  /** The token at hand is of no use any more: the next one is made anew. */
  forget(): void;
};

/** A key signs its tokens itself; federation has to ask Google for them. */
export function tokenSource(identity: GcpIdentity): GcpTokens {
  if (identity.kind === 'federation') return exchanged(identity);
  const tokens = selfSigned(identity.key);
  return { authorization: async () => tokens.authorization(), forget: tokens.forget };
}

/** So that none lapses while it is on its way. */
const earlyMs = 60_000;

function exchanged(identity: GcpFederation): GcpTokens {
  let held: { token: string; expiresAt: number } | undefined;
  return {
    async authorization(signal = new AbortController().signal) {
      if (!held || held.expiresAt - earlyMs < Date.now()) {
        held = await gcpToken(identity, undefined, signal).catch((error: unknown) => {
          throw error instanceof TokenRefusal ? refused(identity.email) : error;
        });
      }
      return `Bearer ${held.token}`;
    },
    forget() {
      held = undefined;
    },
  };
}

const refused = (email: string) =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage: `Google Cloud does not let Aurora stand for ${email} any more. Check the connection: it says what is missing.`,
  });
