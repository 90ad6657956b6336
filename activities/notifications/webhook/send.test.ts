/** Webhooks to a real receiver on this machine, with faults. */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeOutboundFetch } from '../../../platform/outbound.ts';
import { type Receiver, startReceiver, status } from '../../../tests/support/notices/receiver.ts';
import type { SenderDeps, Sending } from '../channel-sender.ts';
import { sendWebhook } from './send.ts';
import { signedHeaders } from './signature.ts';

const key = (name: string) => Buffer.from(name.padEnd(24, '.')).toString('base64');

describe('webhooks', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  beforeEach(() => {
    receiver.calls.length = 0;
    receiver.behave(undefined);
  });
  afterAll(() => receiver.close());

  const sendingTo = (url: string, secret: Record<string, string> = { signing: `whsec_${key('one')}` }) =>
    ({
      delivery: { id: randomUUID(), orgId: randomUUID(), attempt: 1, mayRepeat: false, userId: null },
      notice: {
        id: randomUUID(),
        kind: 'run_ended',
        level: 'error',
        text: 'It failed.',
        href: 'https://aurora.example/runs/1',
        subject: { runId: '1' },
        createdAt: new Date('2026-01-02T03:04:05Z'),
      },
      place: { kind: 'webhook', url },
      secret,
    }) satisfies Sending<'webhook'>;

  const send = (sending: Sending<'webhook'>, signal = new AbortController().signal, allowed = [receiver.host]) =>
    sendWebhook({ outbound: makeOutboundFetch(allowed) } as SenderDeps, sending, signal);

  it('are signed as Standard Webhooks says (its published example)', () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/index.test.ts
    const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1614265330 * 1000), '{"test": 2432232314}', [
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    ]);
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('carry the notice, and the id of the delivery in every attempt', async () => {
    const sending = sendingTo(receiver.url);
    expect(await send(sending)).toEqual({ receipt: '204' });
    await send(sending);
    const [first, second] = receiver.calls;
    expect(JSON.parse(first?.body ?? '')).toEqual({ ...sending.notice, createdAt: '2026-01-02T03:04:05.000Z' });
    expect(first?.headers['webhook-id']).toBe(sending.delivery.id);
    expect(second?.headers['webhook-id']).toBe(sending.delivery.id);
    const signed = `${sending.delivery.id}.${first?.headers['webhook-timestamp']}.${first?.body}`;
    const expected = createHmac('sha256', Buffer.from(key('one'), 'base64'))
      .update(signed)
      .digest('base64');
    expect(first?.headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('are signed with both secrets for as long as the old one holds', async () => {
    const secret = (previousUntil: string) => ({
      signing: `whsec_${key('new')}`,
      previous: `whsec_${key('old')}`,
      previousUntil,
    });
    await send(sendingTo(receiver.url, secret('2999-01-01T00:00:00Z')));
    await send(sendingTo(receiver.url, secret('2001-01-01T00:00:00Z')));
    const signatures = receiver.calls.map(({ headers }) => String(headers['webhook-signature']).split(' ').length);
    expect(signatures).toEqual([2, 1]);
  });

  it.each([
    [500, {}, { code: 'dependency_unavailable', retryable: true }],
    [503, { 'retry-after': '120' }, { retryable: true, retryAfterMs: 120_000 }],
    [429, { 'retry-after': '7200' }, { code: 'rate_limited', retryable: true, retryAfterMs: 7_200_000 }],
    [408, {}, { retryable: true }],
    [410, {}, { code: 'gone', retryable: false }],
    [404, {}, { code: 'unprocessable', retryable: false }],
    [401, {}, { code: 'unprocessable', retryable: false }],
    [302, { location: 'http://169.254.169.254/' }, { code: 'unprocessable', retryable: false }],
  ])('met %s: say so in words and whether it can be tried again', async (code, headers, expected) => {
    receiver.behave(status(code, headers));
    const error = await send(sendingTo(receiver.url)).catch((reason) => reason);
    expect(error).toMatchObject(expected);
    expect(error.userMessage).toContain(`(${code})`);
    expect(receiver.calls).toHaveLength(1);
  });

  it('are tried again when the receiver hangs up or is not there', async () => {
    receiver.behave((_call, answer) => void answer.destroy());
    await expect(send(sendingTo(receiver.url))).rejects.toMatchObject({ retryable: true });
    const nowhere = sendingTo('http://127.0.0.1:9/hook');
    const signal = new AbortController().signal;
    await expect(send(nowhere, signal, ['127.0.0.1:9'])).rejects.toMatchObject({ retryable: true });
  });

  it('stop at once when the attempt is cancelled', async () => {
    receiver.behave(() => undefined);
    const stopping = new AbortController();
    const sent = send(sendingTo(receiver.url), stopping.signal);
    setTimeout(() => stopping.abort(new Error('stopped')), 50);
    await expect(sent).rejects.toThrow('stopped');
  });

  it('reach no private address that the configuration does not name, and never say the whole address', async () => {
    const sending = sendingTo('http://127.0.0.1:1/with/key-in-path');
    const error = await send(sending, new AbortController().signal, []).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'bad_request', retryable: false });
    expect(error.userMessage).not.toContain('key-in-path');
  });
});
