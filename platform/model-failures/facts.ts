/** Reads the few facts that matter out of the error shapes of five clients (OpenAI, OpenRouter, Anthropic, Google, Ollama). */
import { retryAfterMs } from './retry-after.ts';

export type FailureKind =
  | 'cancelled'
  | 'too_long'
  | 'truncated'
  | 'refused'
  | 'no_credit'
  | 'key'
  | 'unknown_model'
  | 'busy'
  | 'unreachable'
  | 'cut'
  | 'server'
  | 'bad_request'
  | 'other';

export type FailureFacts = { kind: FailureKind; status?: number; retryAfterMs?: number };

const words = {
  tooLong:
    /context.?(length|window|overflow)|maximum context|prompt is too long|too many tokens|input tokens? (count )?exceed|request_too_large/i,
  noCredit: /insufficient.?(quota|credit|funds|balance)|credit balance|out of credits|requires more credits|billing/i,
  badKey: /api.?key not valid|api_key_invalid|invalid.{0,10}api.?key|incorrect api key|authentication_error/i,
  refused: /content.?(policy|filter|management)|moderation|flagged|safety|blocked due to|prohibited/i,
  unknownModel: /model.{0,80}(not found|not exist|not.?a.?valid)|not a valid model|model_not_found|no endpoints found/i,
  busy: /overloaded|rate.?limit|resource.?exhausted|too many requests/i,
  stopped: /^(request was aborted|aborted|this operation was aborted|canceled|cancelled)/i,
};

const networkCodes =
  /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR_\w+)$/;

export function factsOf(error: unknown): FailureFacts {
  const status = statusOf(error);
  return { kind: kindOf(error, status), status, retryAfterMs: retryAfterMs(error) };
}

function kindOf(error: unknown, status: number | undefined): FailureKind {
  const name = error instanceof Error ? error.name : '';
  const text = `${field(error, 'type') ?? ''} ${field(error, 'code') ?? ''} ${error instanceof Error ? error.message : String(error)}`;

  if (/abort/i.test(name) || words.stopped.test(text.trim())) return 'cancelled';
  if (name === 'StreamCut') return 'cut';
  if (name === 'AnswerRefused' || name === 'ModelRefusalError') return 'refused';
  if (name === 'AnswerTruncated') return 'truncated';
  if (name === 'ContextOverflowError' || status === 413 || (isClient(status) && words.tooLong.test(text)))
    return 'too_long';
  if (status === 402 || (isClient(status) && words.noCredit.test(text))) return 'no_credit';
  if (status === 403 && words.refused.test(text)) return 'refused';
  if (status === 401 || status === 403 || (isClient(status) && words.badKey.test(text))) return 'key';
  if (status === 404 || (isClient(status) && words.unknownModel.test(text))) return 'unknown_model';
  if (status === 429 || status === 503 || status === 529) return 'busy';
  if (status === 408 || status === 409 || status === 425) return 'server';
  if (status !== undefined && status >= 500) return 'server';
  if (status !== undefined && words.refused.test(text)) return 'refused';
  if (status !== undefined) return 'bad_request';
  return withoutStatus(error, text);
}

/** Errors in the middle of a stream carry no HTTP status: the provider's type, or the socket's code, tells. */
function withoutStatus(error: unknown, text: string): FailureKind {
  if (words.busy.test(text)) return 'busy';
  if (/api_error|server_error|internal/i.test(text)) return 'server';
  if (/timeout|timed out/i.test(text)) return 'unreachable';
  if (causes(error).some((cause) => networkCodes.test(String(field(cause, 'code') ?? '')))) return 'unreachable';
  if (/fetch failed|connection error|error fetching|socket hang up|network/i.test(text)) return 'unreachable';
  if (/terminated|reading from the stream|parse stream|parsing json|did not receive done/i.test(text)) return 'cut';
  return error instanceof SyntaxError ? 'cut' : 'other';
}

const isClient = (status: number | undefined) => status !== undefined && status >= 400 && status < 500;

function statusOf(error: unknown): number | undefined {
  const value = field(error, 'status') ?? field(error, 'statusCode') ?? field(error, 'status_code');
  return typeof value === 'number' && value >= 400 ? value : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The error and what caused it, at most five deep: a cycle must not hang a failing turn. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next != null && chain.length < 5; next = field(next, 'cause')) chain.push(next);
  return chain;
}
