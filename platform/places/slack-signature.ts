/** Whether Slack sent this. https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older ones could be a recording that somebody plays again. */
const windowMs = 5 * 60_000;

export type SlackSigned = { timestamp: unknown; signature: unknown; body: Buffer };

export function isFromSlack(
  { timestamp, signature, body }: SlackSigned,
  signingSecret: string,
  now = Date.now(),
): boolean {
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp) * 1_000) > windowMs) return false;
  const given = Buffer.from(signature);
  const right = Buffer.from(slackSignature(timestamp, body, signingSecret));
  return given.length === right.length && timingSafeEqual(given, right);
}

/** `v0=` and the hex HMAC-SHA256 of `v0:{timestamp}:{body}`, over the bytes as they came. */
export function slackSignature(timestamp: string, body: Buffer, signingSecret: string): string {
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return `v0=${digest}`;
}
