/**
 * What went wrong at a model provider, as one AuroraError that says whether Temporal shall try again, and when.
 *
 * The provider's own words are used only where they help (an unknown model, a refused request), without secrets.
 * Nothing of the original error is kept as a cause: clients put headers and request bodies into theirs.
 */
import { AuroraError, errorText } from '../../../platform/errors.ts';
import { type FailureFacts, factsOf } from '../../../platform/model-failures/facts.ts';
import { withoutSecrets } from '../../../platform/model-failures/secrets.ts';
import { type ModelChoice, modelVariable, providerLabel } from '../../../platform/models.ts';

export type FailureContext = { provider?: ModelChoice['provider']; secrets?: string[] };

/**
 * @returns `cancelled`, `model_key_rejected`, `model_unknown`, `model_overloaded` or `model_failed`;
 * an AuroraError is returned as it is. `retryAfterMs` is set where the provider said it.
 */
export function modelFailure(error: unknown, context: FailureContext = {}): AuroraError {
  if (error instanceof AuroraError) return error;
  const facts = factsOf(error);
  const said = withoutSecrets(errorText(error), context.secrets);
  const verdict = judge(facts, said, context.provider);
  return new AuroraError({
    ...verdict,
    details: { provider: context.provider, status: facts.status },
    retryAfterMs: verdict.retryable ? facts.retryAfterMs : undefined,
    cause: new Error(said),
  });
}

type Verdict = Pick<AuroraError, 'code' | 'retryable' | 'userMessage'>;

function judge(facts: FailureFacts, said: string, id: ModelChoice['provider'] | undefined): Verdict {
  const name = id === undefined ? 'The model provider' : providerLabel(id);
  const variable = id === undefined ? 'its API key variable' : modelVariable(id);
  const final = (code: Verdict['code'], userMessage: string): Verdict => ({ code, retryable: false, userMessage });
  const again = (code: Verdict['code'], userMessage: string): Verdict => ({ code, retryable: true, userMessage });

  switch (facts.kind) {
    case 'cancelled':
      return final('cancelled', 'The answer was stopped.');
    case 'too_long':
      return final(
        'model_failed',
        `This conversation is longer than the model can read. Start a new session, or choose a model with a larger context. Nothing was changed.`,
      );
    case 'truncated':
      return final(
        'model_failed',
        `The answer reached ${name}'s output limit before it was complete, so it was not used. Ask for a smaller change, or choose another model.`,
      );
    case 'refused':
      return final('model_failed', `${name} refused to answer this. Put it in other words, or choose another model.`);
    case 'no_credit':
      return final(
        'model_key_rejected',
        `${name} says that the account behind ${variable} has no credit or quota left. Add credit there, or choose another model.`,
      );
    case 'key':
      return final(
        'model_key_rejected',
        `${name} rejected the API key. Look at ${variable}: it may be mistyped, expired, or without access to this model.`,
      );
    case 'unknown_model':
      return final('model_unknown', `${name} does not know this model (${shorten(said)}). Choose another one.`);
    case 'busy':
      return again('model_overloaded', `${name} is overloaded or limits the rate of requests. Aurora tries again.`);
    case 'unreachable':
      return again('model_failed', `${name} cannot be reached, or closed the connection. Aurora tries again.`);
    case 'cut':
      return again('model_failed', `The connection to ${name} broke in the middle of the answer. Aurora tries again.`);
    case 'server':
      return again('model_failed', `${name} failed on its side. Aurora tries again.`);
    case 'bad_request':
      return final('model_failed', `${name} did not accept the request: ${shorten(said)}`);
    case 'other':
      return final('model_failed', `The model failed: ${shorten(said)}`);
  }
}

/** The first sentence or so of what a provider said, on one line. */
function shorten(said: string): string {
  const line = said
    .replace(/\s*Troubleshooting URL:.*$/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > 200 ? `${line.slice(0, 197)}...` : line;
}
