import { AuroraError, type AuroraErrorInput } from '../../../platform/errors.ts';
import type { SecretData } from '../../../platform/secrets/vault.ts';
import { retryAfterMs } from '../../inventory/cloud-failures.ts';
import type { ChannelSender, Sending } from '../channel-sender.ts';
import { signedHeaders } from './signature.ts';

const answerMs = 10_000;
/** A pause that a receiver asks for is honoured up to this. */
const longestPauseMs = 6 * 3_600_000;

/**
 * One signed POST. At least once: a receiver may take it and never be heard; `webhook-id` is the delivery's in every
 * attempt. Redirects are not followed: the signature is for whom people chose.
 */
export const sendWebhook: ChannelSender<'webhook'> = async (
  { outbound },
  { delivery, notice, place, secret },
  signal,
) => {
  const body = bodyOf(notice);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Aurora-Webhooks/1',
    ...signedHeaders(delivery.id, new Date(), body, secretsOf(secret)),
  };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
  const answer = await outbound(place.url, { method: 'POST', headers, body, signal: limit }).catch((error) => {
    signal.throwIfAborted();
    if (error instanceof AuroraError) throw error;
    throw limit.aborted ? failure(`The receiver did not answer within ${answerMs / 1000} s.`) : unreachable();
  });
  await answer.body?.cancel();
  if (answer.ok) return { receipt: `${answer.status}` };
  throw refusal(answer.status, retryAfterMs(answer.headers.get('retry-after'), Date.now(), longestPauseMs));
};

const bodyOf = ({ id, kind, level, text, href, subject, createdAt }: Sending['notice']): string =>
  JSON.stringify({ id, kind, level, text, href, subject, createdAt: createdAt.toISOString() });

function secretsOf({ signing = '', previous, previousUntil = '' }: SecretData): string[] {
  return previous && Date.parse(previousUntil) > Date.now() ? [signing, previous] : [signing];
}

function refusal(status: number, pauseMs: number | undefined): AuroraError {
  if (status === 410) {
    return failure('The receiver says that this address is gone (410), so the channel was disabled.', {
      code: 'gone',
      retryable: false,
    });
  }
  if (status === 429) return failure('The receiver was asked too often (429).', { code: 'rate_limited', pauseMs });
  if (status >= 500 || status === 408 || status === 425) {
    return failure(`The receiver could not take it (${status}).`, { pauseMs });
  }
  if (status >= 300 && status < 400) {
    const userMessage = `The receiver points elsewhere (${status}), and redirects are not followed. Give the channel the new address.`;
    return failure(userMessage, { code: 'unprocessable', retryable: false });
  }
  return failure(`The receiver refused it (${status}). Look at its log, mend it, and send this again.`, {
    code: 'unprocessable',
    retryable: false,
  });
}

const unreachable = () =>
  failure('The receiver could not be reached: its name, its certificate or its connection failed.');

type Meaning = Partial<Pick<AuroraErrorInput, 'code' | 'retryable'>> & { pauseMs?: number };

const failure = (userMessage: string, { pauseMs, ...meaning }: Meaning = {}) =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage,
    ...meaning,
    ...(pauseMs === undefined ? {} : { retryAfterMs: pauseMs }),
  });
