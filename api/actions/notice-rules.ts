/** Which notices go where: rules of channels, which admins keep, and each person's own. What leaves by them is on record. */
import type { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { findChannel } from '../../db/notice-channels.ts';
import { changeRule, deleteRule, insertRule, type NoticeRule, type RuleOwner } from '../../db/notice-rules.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import type { ChangeNoticeRule, CreateChannelRule, CreatePersonalRule } from '../views/notices.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db'>;

export const ofChannels: RuleOwner = { channels: true };
export const ofOneself = ({ userId }: Actor): RuleOwner => ({ userId });

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

export function createOwnRule(
  { db }: Needs,
  actor: Actor,
  given: z.output<typeof CreatePersonalRule>,
): Promise<NoticeRule> {
  const { orgId, userId } = actor;
  const id = given.id ?? crypto.randomUUID();
  return inOrg(db, scopeOf(actor), async (tx) => {
    const rule = await insertRule(tx, { ...given, id, orgId, userId, createdBy: userId });
    const { way, kinds, projectId } = rule;
    await keepAuditOnce(tx, actor, {
      action: 'notice_rule.create',
      subject: ruleOf(id),
      detail: { own: true, way, kinds, projectId },
    });
    return rule;
  });
}

/** @throws AuroraError `not_found`, also for what is not the owner's */
export function changeNoticeRule(
  { db }: Needs,
  actor: Actor,
  owner: RuleOwner,
  id: string,
  change: z.output<typeof ChangeNoticeRule>,
): Promise<NoticeRule> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    const rule = await changeRule(tx, id, owner, change);
    const detail = { ...change, ...ownOf(owner) };
    await keepAudit(tx, actor, { action: 'notice_rule.change', subject: ruleOf(id), detail });
    return rule;
  });
}

export function removeNoticeRule({ db }: Needs, actor: Actor, owner: RuleOwner, id: string): Promise<void> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    await deleteRule(tx, id, owner);
    await keepAudit(tx, actor, { action: 'notice_rule.delete', subject: ruleOf(id), detail: ownOf(owner) });
  });
}

const ownOf = (owner: RuleOwner) => ('userId' in owner ? { own: true } : {});

const ruleOf = (id: string) => ({ kind: 'notice_rule', id });
