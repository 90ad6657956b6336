/** Mail to a real SMTP server on this machine, with faults. */
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type Faults, type PostOffice, startPostOffice } from '../../../tests/support/notices/post-office.ts';
import type { SenderDeps, Sending } from '../channel-sender.ts';
import { sendMail } from './send.ts';
import { type Mail, makeMail } from './transport.ts';

const from = 'Aurora <aurora@ops.example>';
const config = { WEB_URL: 'https://aurora.example' };

const sendingTo = (...addresses: string[]): Sending<'email'> => ({
  delivery: { id: randomUUID(), orgId: randomUUID(), attempt: 1, mayRepeat: false, userId: null },
  notice: {
    id: randomUUID(),
    kind: 'approval_wanted',
    level: 'warning',
    text: 'Main <b>wants</b> approval. 2 to create.',
    href: 'https://aurora.example/runs/1',
    subject: { runId: 'r1' },
    createdAt: new Date(),
  },
  place: { kind: 'email', addresses },
  secret: {},
});

describe('mail', () => {
  const opened: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  async function post(faults: Faults = {}, { query = '', auth = '' } = {}) {
    const office = await startPostOffice();
    office.fail(faults);
    const address = office.url.replace('smtp://', `smtp://${auth}`) + query;
    const mail = makeMail({ SMTP_URL: address, MAIL_FROM: from });
    opened.push({ close: () => mail?.close() }, office);
    return { office, send: sender(mail) };
  }

  const sender =
    (mail: Mail | undefined) =>
    (sending: Sending<'email'>, signal = new AbortController().signal) =>
      sendMail({ mail, config } as SenderDeps, sending, signal);

  const taken = ({ mails }: PostOffice) => mails.map(({ to }) => to);

  it('is text and HTML with a link, says what it is about, and is named after its delivery', async () => {
    const { office, send } = await post();
    const sending = sendingTo('ops@team.example', 'oncall@team.example');
    const sent = await send(sending);
    expect(sent).toEqual({ receipt: `<delivery-${sending.delivery.id}@ops.example>` });
    const [{ to, raw } = { to: [], raw: '' }] = office.mails;
    expect(to).toEqual(['ops@team.example', 'oncall@team.example']);
    expect(raw).toContain('Subject: [Aurora] Approval wanted: Main <b>wants</b> approval.');
    expect(raw).toContain(`Message-ID: <delivery-${sending.delivery.id}@ops.example>`);
    expect(raw).toContain('References: <run-r1@ops.example>');
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw.replaceAll('=\r\n', '')).toContain('Main &lt;b&gt;wants&lt;/b&gt; approval.');
    expect(raw.replaceAll('=\r\n', '')).toContain('https://aurora.example/runs/1');
  });

  it.each([
    ['421 at the greeting', { connect: () => ({ code: 421, text: 'busy' }) }],
    ['451 at the address', { rcptTo: () => ({ code: 451, text: 'greylisted secret@x' }) }],
    ['452 at the message', { data: () => ({ code: 452, text: 'full' }) }],
    ['a connection that drops in the middle of the message', { data: () => 'drop' as const }],
  ])('is tried again after %s', async (_, faults: Faults) => {
    const { office, send } = await post(faults);
    const error = await send(sendingTo('ops@team.example')).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'dependency_unavailable', retryable: true });
    expect(error.userMessage).not.toContain('secret@x');
    expect(taken(office)).toEqual([]);
    expect(office.attempts.data).toBeLessThan(2);
  });

  it.each([
    ['550 at the address', { rcptTo: () => ({ code: 550, text: 'no such user' }) }, '550'],
    ['554 at the message', { data: () => ({ code: 554, text: 'spam' }) }, '554'],
  ])('is dead in words after %s', async (_, faults: Faults, code) => {
    const { send } = await post(faults);
    const error = await send(sendingTo('ops@team.example')).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'unprocessable', retryable: false });
    expect(error.userMessage).toContain(`refused this mail for good (${code})`);
  });

  it('goes to the addresses that are taken, and says how many are not', async () => {
    const rcptTo = (address: string) => (address.startsWith('gone') ? { code: 550, text: 'no' } : undefined);
    const { office, send } = await post({ rcptTo });
    const sent = await send(sendingTo('gone@team.example', 'ops@team.example'));
    expect(sent).toMatchObject({ but: '1 of 2 addresses were refused by the mail server.' });
    expect(taken(office)).toEqual([['ops@team.example']]);
  });

  it('does not wait for ever for a greeting', async () => {
    let release = (): void => undefined;
    const held = new Promise<undefined>((done) => {
      release = () => done(undefined);
    });
    const { send } = await post({ connect: () => held }, { query: '?greetingTimeout=200' });
    const error = await send(sendingTo('ops@team.example')).catch((reason) => reason);
    release();
    expect(error).toMatchObject({ retryable: true, userMessage: expect.stringContaining('did not answer in time') });
  });

  it('never sends a password to a server that refuses STARTTLS', async () => {
    const { office, send } = await post({}, { auth: 'aurora:secret@' });
    const error = await send(sendingTo('ops@team.example')).catch((reason) => reason);
    expect(error).toMatchObject({ retryable: true, userMessage: expect.stringContaining('STARTTLS') });
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(taken(office)).toEqual([]);
  });

  it('is skipped in words where no server is configured, and is not waited for once its attempt is cancelled', async () => {
    expect(makeMail({ SMTP_URL: undefined, MAIL_FROM: from })).toBeUndefined();
    expect(await sender(undefined)(sendingTo('a@b.example'))).toEqual({ skipped: expect.stringContaining('SMTP_URL') });
    const { send } = await post({ connect: () => new Promise(() => undefined) });
    const stopping = new AbortController();
    const sent = send(sendingTo('ops@team.example'), stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(sent).rejects.toThrow('stopped');
  });
});
