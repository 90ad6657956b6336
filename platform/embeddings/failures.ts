/**
 * What went wrong at a provider of embeddings, as one AuroraError that says whether to try again, and when.
 * Nothing of the original error is kept but its words: clients put headers and request bodies into theirs.
 */
import { AuroraError, errorText } from '../errors.ts';
import { type FailureKind, factsOf } from '../model-failures/facts.ts';
import { withoutSecrets } from '../model-failures/secrets.ts';
import type { EmbeddingClient } from './client.ts';

type Context = Pick<EmbeddingClient, 'label' | 'variable' | 'secrets'> & { model: string; timedOut: boolean };

type Verdict = Pick<AuroraError, 'code' | 'retryable' | 'userMessage'>;

export function embeddingFailure(error: unknown, context: Context): AuroraError {
  if (error instanceof AuroraError) return error;
  const facts = factsOf(error);
  const said = withoutSecrets(errorText(error), context.secrets);
  const verdict = judge(context.timedOut ? 'unreachable' : facts.kind, said, context);
  return new AuroraError({
    ...verdict,
    details: { status: facts.status },
    retryAfterMs: verdict.retryable ? facts.retryAfterMs : undefined,
    cause: new Error(said),
  });
}

function judge(kind: FailureKind, said: string, { label, variable, model }: Context): Verdict {
  const final = (code: Verdict['code'], userMessage: string): Verdict => ({ code, retryable: false, userMessage });
  const again = (code: Verdict['code'], userMessage: string): Verdict => ({ code, retryable: true, userMessage });
  const short = said.replace(/\s+/g, ' ').trim().slice(0, 200);
  if (kind === 'no_credit') {
    return final(
      'model_key_rejected',
      `${label} says that the account behind ${variable} has no credit or quota left.`,
    );
  }
  if (kind === 'key') return final('model_key_rejected', `${label} rejected the API key for embeddings (${variable}).`);
  if (kind === 'unknown_model') return final('model_failed', `${label} does not know the embedding model ${model}.`);
  if (kind === 'busy') return again('model_overloaded', `${label} limits the rate of embeddings. Aurora tries again.`);
  if (kind === 'too_long') {
    return final('model_failed', `A passage is longer than the embedding model ${model} reads: ${short}`);
  }
  if (kind === 'bad_request') return final('model_failed', `${label} did not accept the texts: ${short}`);
  return again('model_failed', `${label} could not make embeddings (${short || 'no answer'}). Aurora tries again.`);
}
