/** Messages in Slack that ask people to decide about a run, by the receipts of their deliveries. */
import { and, eq, gte, isNotNull, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { deliveries, notices } from './schema/index.ts';

export type SlackCard = { integrationId: string; channel: string; ts: string };

/** @param since when the run was made: no notice of it is older */
export async function cardsOfRun(tx: Tx, runId: string, since: Date): Promise<SlackCard[]> {
  const rows = await tx
    .select({ receipt: deliveries.receipt })
    .from(deliveries)
    .innerJoin(notices, eq(notices.id, deliveries.noticeId))
    .where(
      and(
        eq(deliveries.kind, 'slack'),
        isNotNull(deliveries.receipt),
        gte(deliveries.createdAt, since),
        eq(notices.kind, 'approval_wanted'),
        sql`${notices.subject} ->> 'runId' = ${runId}`,
      ),
    );
  return rows.flatMap(({ receipt }) => readReceipt(receipt ?? ''));
}

export const slackReceipt = ({ integrationId, channel, ts }: SlackCard): string => `${channel}:${ts}@${integrationId}`;

function readReceipt(receipt: string): SlackCard[] {
  const [, channel, ts, integrationId] = /^([^:@]+):([^:@]+)@([0-9a-f-]{36})$/.exec(receipt) ?? [];
  return channel && ts && integrationId ? [{ integrationId, channel, ts }] : [];
}
