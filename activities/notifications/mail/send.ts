import type { ChannelSender } from '../channel-sender.ts';
import { mailFailure } from './failures.ts';
import { invitationMailOf } from './invitation.ts';
import { mailOf } from './message.ts';

/**
 * One mail to all addresses of a channel, or to one person. At least once: a server may take a mail and die before it
 * says so; the Message-ID is the same in every attempt.
 */
export const sendMail: ChannelSender<'email'> = async ({ config, mail }, sending, signal) => {
  if (!mail) return { skipped: 'This Aurora sends no mail yet. Whoever runs it can set SMTP_URL.' };
  const { invitation } = sending.place;
  const message = invitation
    ? invitationMailOf(sending, mail.domain, { ...invitation, link: new URL(invitation.path, config.WEB_URL).href })
    : mailOf(sending, mail.domain, `${config.WEB_URL}/settings#notices`);
  const sent = await unlessAborted(mail.send(message), signal).catch((error) => {
    signal.throwIfAborted();
    throw mailFailure(error);
  });
  // The others have it. To send it again for one address would send it to them twice.
  const refused = sent.rejected.length;
  const but = refused > 0 ? `${refused} of ${message.to.length} addresses were refused by the mail server.` : undefined;
  return { receipt: message.messageId, ...(but ? { but } : {}) };
};

/** Nodemailer cannot be stopped: what it does then is no longer waited for. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
