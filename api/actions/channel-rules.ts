/** Rules of channels, which admins keep: each change is on record. A person's own rules are nobody else's business. */
import type { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { findChannel } from '../../db/notice-channels.ts';
import { changeRule, deleteRule, insertRule, type NoticeRule } from '../../db/notice-rules.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import type { ChangeNoticeRule, CreateChannelRule } from '../views/notices.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db'>;

const ofChannels = { channels: true } as const;

export function createChannelRule(
  { db }: Needs,
  actor: Actor,
  channelId: string,
  given: z.output<typeof CreateChannelRule>,
): Promise<NoticeRule> {
  const { orgId, userId: createdBy } = actor;
  const id = given.id ?? crypto.randomUUID();
  return inOrg(db, scopeOf(actor), async (tx) => {
    await findChannel(tx, channelId);
    const rule = await insertRule(tx, { ...given, id, orgId, channelId, createdBy });
    const { kinds, projectId } = rule;
    const detail = { channelId, kinds, projectId };
    await keepAuditOnce(tx, actor, { action: 'notice_rule.create', subject: ruleOf(id), detail });
    return rule;
  });
}

export function changeChannelRule(
  { db }: Needs,
  actor: Actor,
  id: string,
  change: z.output<typeof ChangeNoticeRule>,
): Promise<NoticeRule> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    const rule = await changeRule(tx, id, ofChannels, change);
    await keepAudit(tx, actor, { action: 'notice_rule.change', subject: ruleOf(id), detail: change });
    return rule;
  });
}

export function removeChannelRule({ db }: Needs, actor: Actor, id: string): Promise<void> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    await deleteRule(tx, id, ofChannels);
    await keepAudit(tx, actor, { action: 'notice_rule.delete', subject: ruleOf(id) });
  });
}

const ruleOf = (id: string) => ({ kind: 'notice_rule', id });
