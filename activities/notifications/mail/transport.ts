/** The mail server of the configuration: one pool of connections a process. */
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Config } from '../../../platform/config.ts';

export type Mail = {
  from: string;
  /** Of Message-IDs: the domain of `from`. */
  domain: string;
  /** @returns the addresses that the server refused, while it took the mail for others */
  send(message: SendMailOptions): Promise<{ rejected: unknown[] }>;
  close(): void;
};

/** Milliseconds: to connect, for the server's greeting, and for each answer. Some servers greet late on purpose. */
const defaults = {
  pool: 'true',
  maxConnections: '3',
  connectionTimeout: '10000',
  greetingTimeout: '20000',
  socketTimeout: '30000',
  // A message whose connection broke may have been taken. Whether it is sent again is not for the pool to say.
  maxRequeues: '0',
};

/** @returns undefined where no mail server is configured */
export function makeMail({ SMTP_URL, MAIL_FROM }: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>): Mail | undefined {
  if (!SMTP_URL) return undefined;
  const url = new URL(SMTP_URL);
  // Whoever runs Aurora may choose otherwise in the address itself.
  for (const [name, value] of Object.entries(defaults)) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  // A password is never sent in the clear; without one, a server without TLS gets what anybody on the way may read.
  if (url.password && !url.searchParams.has('ignoreTLS')) url.searchParams.set('requireTLS', 'true');
  const transport = createTransport(url.href);
  return {
    from: MAIL_FROM,
    domain: /@([0-9A-Za-z.-]+)>?\s*$/.exec(MAIL_FROM)?.[1] ?? 'localhost',
    send: (message) => transport.sendMail({ from: MAIL_FROM, ...message }),
    close: () => transport.close(),
  };
}
