/** Rows of channels, rules, notices and deliveries as their views. */
import type { z } from 'zod';
import { mayAct, type Role } from '../../db/model/states.ts';
import type { NoticeChannel } from '../../db/notice-channels.ts';
import type { NoticeRule } from '../../db/notice-rules.ts';
import type { ListedDelivery, ListedNotice } from '../../db/notice-views.ts';
import { formerMember } from '../../db/people.ts';
import type { ChannelView, DeliveryView, NoticeRuleView, NoticeView, PersonalRuleView } from '../views/notices.ts';
import { time, timeOrNull } from './times.ts';

export const ruleView = ({
  id,
  kinds,
  projectId,
  enabled,
  createdAt,
}: NoticeRule): z.output<typeof NoticeRuleView> => ({
  id,
  kinds,
  projectId,
  enabled,
  createdAt: time(createdAt),
});

export const personalRuleView = (rule: NoticeRule): z.output<typeof PersonalRuleView> => ({
  ...ruleView(rule),
  way: rule.way ?? 'email',
});

/** An address of a webhook is often itself the key to the place. */
const hostOnly = (url: string): string => `${new URL(url).origin}/…`;

export function channelView(
  channel: NoticeChannel,
  { rules, dead, role }: { rules: NoticeRule[]; dead: number; role: Role },
): z.output<typeof ChannelView> {
  const { id, kind, name, settings, enabled, trouble, createdAt } = channel;
  const { url } = settings;
  return {
    id,
    kind,
    name,
    settings: { ...settings, ...(url && !mayAct(role, 'admin') ? { url: hostOnly(url) } : {}) },
    enabled,
    trouble,
    dead,
    rules: rules.filter(({ channelId }) => channelId === id).map(ruleView),
    createdAt: time(createdAt),
  };
}

export const noticeView = (notice: ListedNotice): z.output<typeof NoticeView> => ({
  id: notice.id,
  kind: notice.kind,
  level: notice.level,
  text: notice.text,
  href: notice.href,
  subject: notice.subject,
  createdAt: time(notice.createdAt),
  routedAt: timeOrNull(notice.routedAt),
  deliveries: notice.deliveries,
});

export function deliveryView({ delivery, notice, channelName, person }: ListedDelivery): z.output<typeof DeliveryView> {
  const { id, kind, state, attempts, reason, receipt, channelId, userId } = delivery;
  return {
    id,
    notice: { id: notice.id, kind: notice.kind, level: notice.level, text: notice.text, href: notice.href },
    kind,
    channel: channelId ? { id: channelId, name: channelName ?? '' } : null,
    person: userId ? (person ?? formerMember(userId)) : null,
    state,
    attempts,
    reason,
    receipt,
    createdAt: time(delivery.createdAt),
    lastAttemptAt: timeOrNull(delivery.lastAttemptAt),
    nextAttemptAt: timeOrNull(delivery.nextAttemptAt),
    sentAt: timeOrNull(delivery.sentAt),
  };
}
