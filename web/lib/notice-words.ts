/** What people are told of, by which channels, and what became of each sending, in words. */
import type { Delivery, NoticeChannel, PersonalNoticeRule } from './api-types.generated.ts';
import { counted } from './estate-words.ts';
import type { Tone } from './run-words.ts';
import type { NoticeKind } from './types.ts';

export type ChannelKind = NoticeChannel['kind'];
export type Way = PersonalNoticeRule['way'];
export type DeliveryState = Delivery['state'];

export const noticeWords: Record<NoticeKind, { label: string; says: string }> = {
  approval_wanted: { label: 'Approval wanted', says: 'A plan waits for a decision.' },
  run_ended: { label: 'Run ended', says: 'A run was applied, failed, or was turned down.' },
  drift_found: { label: 'Drift found', says: 'A resource differs from its code.' },
  budget_passed: { label: 'Budget passed', says: 'A budget met one of its thresholds.' },
  cost_anomaly: { label: 'Cost anomaly', says: 'A day cost much more or less than usual.' },
  connection_broken: {
    label: 'Connection broken',
    says: 'The credentials of an account do not work any more, or work again.',
  },
  sync_failed: { label: 'Sync failed', says: 'An account or its bills could not be read.' },
  knowledge_failed: { label: 'Documents failed', says: 'Documents of a source could not be read.' },
  audit_broken: { label: 'Audit log broken', says: 'An entry is not as it was written.' },
  invitation: { label: 'Invitation', says: 'Somebody was invited, by mail to their address.' },
  test: { label: 'Test', says: 'Somebody pressed the test button.' },
};

/** What rules can choose; a test and an invitation go where they are sent. */
export const ruleKinds: NoticeKind[] = (Object.keys(noticeWords) as NoticeKind[]).filter(
  (kind) => kind !== 'test' && kind !== 'invitation',
);

export const channelWords: Record<ChannelKind, { label: string; says: string }> = {
  email: { label: 'Mail', says: 'A mail to one or more addresses.' },
  slack: { label: 'Slack', says: 'A message in a channel, with buttons where a decision is wanted.' },
  webhook: { label: 'Webhook', says: 'A signed request to an address of yours, tried for a day.' },
};
export const channelKinds = Object.keys(channelWords) as ChannelKind[];

export const wayWords: Record<Way, string> = { email: 'Mail', slack: 'Slack message' };

export const deliveryWords: Record<DeliveryState, { label: string; tone: Tone; says: string }> = {
  waiting: { label: 'Waiting', tone: 'neutral', says: 'It is sent in a moment, or tried again later.' },
  sending: { label: 'Sending', tone: 'info', says: 'It is on its way.' },
  sent: { label: 'Sent', tone: 'good', says: 'The other side has taken it.' },
  dead: { label: 'Given up', tone: 'bad', says: 'No attempt worked, or none could. It can be sent again.' },
  skipped: { label: 'Left out', tone: 'neutral', says: 'There was nobody to send it to any more.' },
};
export const deliveryStates = Object.keys(deliveryWords) as DeliveryState[];

/** "Approval wanted, Run ended"; "everything". */
export function kindsText(kinds: readonly NoticeKind[]): string {
  if (kinds.length === 0) return 'nothing';
  if (ruleKinds.every((kind) => kinds.includes(kind))) return 'everything';
  return ruleKinds
    .filter((kind) => kinds.includes(kind))
    .map((kind) => noticeWords[kind].label)
    .join(', ');
}

/** Where a channel sends, in one line. @param slackName of its integration */
export function targetText({ kind, settings }: Pick<NoticeChannel, 'kind' | 'settings'>, slackName?: string): string {
  if (kind === 'webhook') return settings.url ?? '';
  if (kind === 'slack') return `${settings.slackChannel ?? ''}${slackName ? ` in ${slackName}` : ''}`;
  const [first = '', ...more] = settings.addresses ?? [];
  return more.length > 0 ? `${first} and ${counted(more.length, 'other')}` : first;
}

/** Addresses as people type them: by comma, semicolon, space or line, each once. */
export const addressesOf = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
