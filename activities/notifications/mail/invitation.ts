/** An invitation as a mail: who invites to what, the link, and how long it holds. */
import type { SendMailOptions } from 'nodemailer';
import type { Sending } from '../channel-sender.ts';
import { escaped, messageIdOf, pageOf, subjectLength } from './message.ts';

type Link = { link: string; expiresAt: Date };

export function invitationMailOf({ delivery, notice, place }: Sending<'email'>, domain: string, of: Link) {
  const { text } = notice;
  const until = `${of.expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const holds = `The link lets this address in, once, until ${until}.`;
  const why = 'If you do not know what this is about, leave it: nothing happens.';
  return {
    to: place.addresses,
    subject: `[Aurora] ${text}`.slice(0, subjectLength),
    messageId: messageIdOf(delivery.id, domain),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Aurora-Notice': notice.id, 'X-Aurora-Kind': notice.kind },
    text: `${[text, of.link, holds, why].join('\n\n')}\n`,
    html: pageOf(
      `<p>${escaped(text)}</p><p><a href="${escaped(of.link)}">Join</a></p><p>${escaped(holds)}</p>`,
      escaped(why),
    ),
  } satisfies SendMailOptions;
}
