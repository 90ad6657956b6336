/** What a mail server's refusal means. Its own words are not repeated: they may hold addresses, and what was sent. */
import { AuroraError } from '../../../platform/errors.ts';

type SmtpError = { code?: string; responseCode?: number; command?: string };

/** Nodemailer's codes: https://nodemailer.com/errors */
export function mailFailure(error: unknown): AuroraError {
  const { code, responseCode } = (error ?? {}) as SmtpError;
  if (code === 'EAUTH') return failure('The mail server did not accept the sign-in of SMTP_URL.', true);
  if (code === 'ETLS') {
    return failure('The mail server offers no encryption (STARTTLS), and a password is never sent without.', true);
  }
  if (responseCode && responseCode >= 500) {
    return failure(`The mail server refused this mail for good (${responseCode}).${advice(responseCode)}`, false);
  }
  if (responseCode && responseCode >= 400) {
    return failure(`The mail server cannot take this mail right now (${responseCode}).`, true);
  }
  if (code === 'EENVELOPE') return failure('An address of this mail is none.', false);
  if (code === 'ETIMEDOUT') return failure('The mail server did not answer in time.', true);
  return failure('The connection to the mail server could not be made, or broke.', true);
}

/** https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3 */
function advice(responseCode: number): string {
  if (responseCode === 550 || responseCode === 551 || responseCode === 553) {
    return ' The address may be wrong, or may not take mail from Aurora.';
  }
  return responseCode === 552 ? ' The mailbox is full.' : '';
}

const failure = (userMessage: string, retryable: boolean) =>
  new AuroraError({ code: retryable ? 'dependency_unavailable' : 'unprocessable', retryable, userMessage });
