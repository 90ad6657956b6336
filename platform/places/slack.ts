/** Slack, as a bot of one workspace. */
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { AuroraError } from '../errors.ts';
import type { Place, PlaceCall, Verifier } from './place.ts';

/** What the bot cannot do without. docs/slack.md says what each is for. */
export const slackScopes = [
  'app_mentions:read',
  'channels:history',
  'chat:write',
  'groups:history',
  'im:history',
  'im:write',
  'metadata.message:read',
  'users:read',
] as const;

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => 'error' as never,
  setName: () => undefined,
};

const answerMs = 10_000;

/** A client that tries once: retries are Temporal's, which sees them and lives longer than a process. */
export function slackClient({ settings, secrets }: Place, { fetch, signal }: PlaceCall): WebClient {
  const ended = signal ?? new AbortController().signal;
  const stoppable: typeof fetch = (input, init) =>
    fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, ended]) : ended });
  return new WebClient(secrets.botToken, {
    slackApiUrl: settings.apiUrl,
    allowAbsoluteUrls: false,
    fetch: stoppable as never,
    logger: silent,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout: answerMs,
  });
}

/** Answers of Slack after which its token is worth nothing any more. */
const tokenGone = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired']);

export type SlackRefusal = {
  /** Slack's own word, such as `channel_not_found`. */
  word: string;
  kind: 'token' | 'refused';
  reason: string;
};

/** @returns why Slack will not do it however often it is asked, or null for what passes by itself */
export function slackRefusalOf(error: unknown): SlackRefusal | null {
  if (!(error instanceof WebAPIPlatformError)) return null;
  const word = error.data.error;
  if (passing.has(word)) return null;
  return {
    word,
    kind: tokenGone.has(word) ? 'token' : 'refused',
    reason: reasonOf(word, error.data as { needed?: unknown }),
  };
}

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing = new Set(['ratelimited', 'rate_limited', 'internal_error', 'fatal_error', 'service_unavailable']);

function reasonOf(word: string, data: { needed?: unknown }): string {
  if (word === 'missing_scope') {
    const needed = typeof data.needed === 'string' ? data.needed : 'another scope';
    return `The Slack app lacks the scope ${needed}. Add it in the app's settings, install the app again, and give Aurora the new token.`;
  }
  return (
    words[word] ??
    (tokenGone.has(word)
      ? `Slack does not accept the bot token any more (${word}). Install the app again and replace the token.`
      : `Slack refused: ${word}.`)
  );
}

const words: Record<string, string> = {
  channel_not_found:
    'Slack knows no such conversation, or the bot may not see it. Invite the bot there, or choose another one.',
  not_in_channel: 'The bot is not in this channel. Invite it there with /invite.',
  is_archived: 'The channel is archived. Choose another one.',
  restricted_action: 'A rule of this Slack workspace does not let the bot post here.',
  user_not_found: 'Slack knows no such person any more. Link the account again.',
  cannot_dm_bot: 'A bot cannot be written to.',
  user_disabled: 'This Slack account was deactivated. Link another one.',
};

/** What passes by itself, with how long Slack asks to wait. Never with a body or a header: they may hold the token. */
export function slackTrouble(error: unknown): AuroraError {
  const refused = outboundRefusal(error);
  if (refused) return refused;
  const retryAfterMs = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1_000 : undefined;
  const status = error instanceof WebAPIHTTPError ? ` (${error.statusCode})` : '';
  return new AuroraError({
    code: retryAfterMs === undefined ? 'dependency_unavailable' : 'rate_limited',
    retryable: true,
    retryAfterMs,
    userMessage:
      retryAfterMs === undefined
        ? `Slack does not answer right now${status}. It is asked again.`
        : 'Slack asks Aurora to write more slowly. It goes on in a moment.',
  });
}

/** An address that may not be called stays refused however often it is tried. */
function outboundRefusal(error: unknown): AuroraError | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = causeOf(cause)) {
    if (cause instanceof AuroraError) return cause;
  }
  return undefined;
}

const causeOf = (error: Error): unknown => ('original' in error ? error.original : error.cause);

export const verifySlack: Verifier = async (place, call) => {
  const { botToken, signingSecret } = place.secrets;
  if (!botToken || !signingSecret) {
    return { ok: false, reason: 'Give the bot token (xoxb-...) and the signing secret of your Slack app.' };
  }
  if (!botToken.startsWith('xoxb-')) {
    return { ok: false, reason: 'This is not a bot token: it begins with xoxb-. Copy it from "OAuth & Permissions".' };
  }
  try {
    const {
      team,
      team_id: teamId,
      user,
      user_id: botUserId,
      response_metadata: meta,
    } = await slackClient(place, call).auth.test();
    if (!team || !teamId || !botUserId) return { ok: false, reason: 'Slack did not say who this token is.' };
    const missing = slackScopes.filter((scope) => !(meta?.scopes ?? []).includes(scope));
    if (missing.length > 0) {
      return {
        ok: false,
        reason: `The Slack app lacks these scopes: ${missing.join(', ')}. Add them, install the app again, and give Aurora the new token.`,
      };
    }
    return {
      ok: true,
      who: `${user ?? 'a bot'} in ${team}`,
      settings: { slack: { teamId, teamName: team, botUserId } },
    };
  } catch (error) {
    const refusal = slackRefusalOf(error);
    if (refusal) return { ok: false, reason: refusal.reason };
    throw slackTrouble(error);
  }
};
