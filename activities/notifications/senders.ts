import { sendToSlack } from '../slack/send-notice.ts';
import type { Senders } from './channel-sender.ts';

/** Each kind of channel that this Aurora can send to. */
export const senders: Senders = { slack: sendToSlack };
