/** A notice as a mail: plain text, and the same as simple HTML. */
import type { SendMailOptions } from 'nodemailer';
import type { Sending } from '../channel-sender.ts';
import { titleOf } from '../words.ts';

export const subjectLength = 150;

/**
 * @param domain of the Message-ID, which is made from the delivery: a mail that is sent twice, because nobody can know
 * whether the first one got through, is one mail for whoever compares
 */
export function mailOf({ delivery, notice, place }: Sending<'email'>, domain: string, settingsUrl: string) {
  const { kind, text, href, subject } = notice;
  const why = delivery.userId
    ? 'You get this by a rule of your own.'
    : 'You get this by a rule of your organisation in Aurora.';
  const lines = [text, ...(href ? [href] : []), `${why} Rules: ${settingsUrl}`];
  return {
    to: place.addresses,
    subject: `[Aurora] ${titleOf[kind]}: ${firstSentence(text)}`.slice(0, subjectLength),
    messageId: messageIdOf(delivery.id, domain),
    // Mail of one run is one thread.
    ...(subject.runId ? { references: `<run-${subject.runId}@${domain}>` } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Aurora-Notice': notice.id, 'X-Aurora-Kind': kind },
    text: `${lines.join('\n\n')}\n`,
    html: htmlOf(text, href, why, settingsUrl),
  } satisfies SendMailOptions;
}

export const messageIdOf = (deliveryId: string, domain: string): string => `<delivery-${deliveryId}@${domain}>`;

const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;

function htmlOf(text: string, href: string | null, why: string, settingsUrl: string): string {
  const link = href ? `<p><a href="${escaped(href)}">Open in Aurora</a></p>` : '';
  return pageOf(`<p>${escaped(text)}</p>${link}`, `${escaped(why)} <a href="${escaped(settingsUrl)}">Rules</a>`);
}

/** @param body and `note`: HTML, escaped */
export function pageOf(body: string, note: string): string {
  return [
    '<!doctype html><html><body style="font-family: system-ui, sans-serif; font-size: 15px; line-height: 1.5">',
    body,
    `<p style="color: #666; font-size: 13px">${note}</p>`,
    '</body></html>',
  ].join('\n');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
