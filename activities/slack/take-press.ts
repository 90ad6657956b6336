/** Somebody pressed Approve or Reject: the very same checks as the page, as who they are now, on the record either way. */
import { v5 } from 'uuid';
import { appendAudit } from '../../db/audit.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { decide } from '../../db/decide.ts';
import { memberBehind } from '../../db/identity-links.ts';
import { findRun } from '../../db/runs.ts';
import { AuroraError } from '../../platform/errors.ts';
import { tellDecision } from '../../platform/nudges.ts';
import type { Press } from '../../platform/places/slack-inbound.ts';
import type { OfIntegration } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { gone, howToLink, mustType } from './words.ts';

type Needs = Pick<WorkerDeps, 'db' | 'temporal' | 'config'>;
export type OfHook = OfIntegration & { deliveryId: string };

/** @returns what the person is told */
export async function takePress({ db, temporal, config }: Needs, of: OfHook, press: Press): Promise<string> {
  const { orgId, integrationId, deliveryId } = of;
  const { user, decision, value } = press;
  const checked = await inOrg(db, { orgId }, async (tx) => {
    const member = await memberBehind(tx, integrationId, user);
    const refusal =
      member === 'unlinked' ? howToLink(config.WEB_URL) : member === 'gone' ? gone : await refusalOfButton(tx, press);
    if (refusal === null) return member;
    const name = typeof member === 'string' ? null : member.name;
    await appendAudit(tx, orgId, {
      action: `run.${decision}`,
      outcome: 'refused',
      actor: { kind: 'slack', id: user, name },
      subject: { kind: 'run', id: value.runId },
      detail: { integrationId, planSha256: value.planSha256, refusal },
    });
    return { refusal };
  });
  if (typeof checked === 'string') return checked;
  if ('refusal' in checked) return checked.refusal;

  const given = { id: v5(deliveryId, integrationId), decision, planSha256: value.planSha256 };
  try {
    await decide(db, checked, value.runId, given, {
      tell: (runId, approvalId) => tellDecision(temporal, runId, approvalId),
      via: { kind: 'slack', id: user, name: checked.name },
    });
  } catch (error) {
    if (error instanceof AuroraError && !error.retryable) return error.userMessage;
    throw error;
  }
  return decision === 'approve' ? 'Your approval is on record.' : 'Your rejection is on record.';
}

/** What the buttons alone may not do. @returns null where they may */
async function refusalOfButton(tx: Tx, { decision, value }: Press): Promise<string | null> {
  try {
    const { risk, state } = await findRun(tx, value.runId);
    const typed = decision === 'approve' && risk?.class === 'critical' && state === 'awaiting_approval';
    return typed ? mustType : null;
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'not_found') return error.userMessage;
    throw error;
  }
}
