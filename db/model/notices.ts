/**
 * What people are told outside the pages: the kinds of notice, how each reaches somebody, and what became of it.
 *
 * A notice is one row with a key that is unique in its organisation, made in the transaction of what it tells of.
 * Rules choose where it goes; each choice is a delivery with one chain of attempts.
 */

export const noticeKinds = [
  'approval_wanted',
  'run_ended',
  'drift_found',
  'budget_passed',
  'cost_anomaly',
  'sync_failed',
  'connection_broken',
  'knowledge_failed',
  'audit_broken',
  'invitation',
  'test',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const noticeLevels = ['info', 'warning', 'error'] as const;
export type NoticeLevel = (typeof noticeLevels)[number];

/** What a notice is about, by id: channels make their links and buttons of it. */
export type NoticeSubject = {
  projectId?: string;
  runId?: string;
  connectionId?: string;
  billingAccountId?: string;
  budgetId?: string;
  anomalyId?: string;
  sourceId?: string;
  /** Of a `test`: the one channel that it goes to, whatever the rules say. */
  channelId?: string;
  /** Of an `invitation`: it goes to its address alone. */
  invitationId?: string;
};

/** What goes to the one place that it is for, whatever the rules say, and is no news for others. */
export const isForOnePlace = (kind: NoticeKind): boolean => kind === 'test' || kind === 'invitation';

/** What rules can choose from. */
export const ruleKinds = noticeKinds.filter((kind) => !isForOnePlace(kind));

export const channelKinds = ['email', 'slack', 'webhook'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Where a channel sends. Its secrets (the key that signs a webhook) are in Vault. */
export type ChannelSettings = {
  /** `email` */
  addresses?: string[];
  /** `webhook`: https, or http to an address that the configuration allows. */
  url?: string;
  /** `slack`: the integration whose bot posts, and the id of the conversation. */
  integrationId?: string;
  slackChannel?: string;
};

/** How a rule of one person reaches them: by mail to their address, or in a direct message to their linked account. */
export const personalWays = ['email', 'slack'] as const;
export type PersonalWay = (typeof personalWays)[number];

/** `dead`: given up after a day of attempts or at an answer that no attempt can mend; a person may send it again. */
export const deliveryStates = ['waiting', 'sending', 'sent', 'dead', 'skipped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** How long attempts go on. */
export const deliveryForMs = 24 * 3_600_000;

/** How many a second go to one place at the most, and how many at once after a quiet time. Slack allows one a second. */
export const paceOf: Record<ChannelKind, number> = { email: 10, slack: 1, webhook: 20 };
