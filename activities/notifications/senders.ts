import { sendToSlack } from '../slack/send-notice.ts';
import type { Senders } from './channel-sender.ts';
import { sendMail } from './mail/send.ts';
import { sendWebhook } from './webhook/send.ts';

/** Each kind of channel that this Aurora can send to. */
export const senders: Senders = {
  email: sendMail,
  slack: sendToSlack,
  webhook: sendWebhook,
};
