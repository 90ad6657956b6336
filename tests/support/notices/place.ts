/** Channels, rules and notices of a test's organisation, as rows. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { type Database, inOrg } from '../../../db/client.ts';
import type { Delivery } from '../../../db/deliveries.ts';
import type {
  ChannelKind,
  ChannelSettings,
  NoticeKind,
  NoticeSubject,
  PersonalWay,
} from '../../../db/model/notices.ts';
import { insertChannel, type NoticeChannel } from '../../../db/notice-channels.ts';
import { insertRule } from '../../../db/notice-rules.ts';
import { tellNotice } from '../../../db/notices.ts';
import { deliveries, noticeChannels, notices } from '../../../db/schema/index.ts';
import type { Secrets } from '../../../platform/secrets/vault.ts';

const signing = `whsec_${Buffer.from('a key of a test, 24 bytes+').toString('base64')}`;

export function noticePlace(db: Database, secrets: Pick<Secrets, 'write'>, orgId: string) {
  const scope = { orgId };
  const place = {
    async channel(
      kind: ChannelKind,
      settings: ChannelSettings,
      kinds: NoticeKind[],
      projectId: string | null = null,
    ): Promise<string> {
      const id = randomUUID();
      const secretRef = kind === 'webhook' ? await secrets.write(`notices/${orgId}/${id}`, { signing }) : null;
      await inOrg(db, scope, async (tx) => {
        await insertChannel(tx, { id, orgId, kind, name: `${kind} ${id}`, settings, secretRef });
        if (kinds.length > 0) await insertRule(tx, { id: randomUUID(), orgId, channelId: id, kinds, projectId });
      });
      return id;
    },

    personalRule: (userId: string, way: PersonalWay, kinds: NoticeKind[]) =>
      inOrg(db, scope, (tx) => insertRule(tx, { id: randomUUID(), orgId, userId, way, kinds })),

    /** @returns the notice's id, kept as what happened keeps it */
    async tell(kind: NoticeKind, subject: NoticeSubject = {}, text = 'Something happened.'): Promise<string> {
      const key = `${kind}:${randomUUID()}`;
      return inOrg(db, scope, async (tx) => {
        await tellNotice(tx, orgId, { key, kind, level: 'warning', text, href: '/runs', subject });
        const [row] = await tx.select({ id: notices.id }).from(notices).where(eq(notices.key, key));
        return row?.id ?? '';
      });
    },

    deliveriesOf: (noticeId: string): Promise<Delivery[]> =>
      inOrg(db, scope, (tx) => tx.select().from(deliveries).where(eq(deliveries.noticeId, noticeId))),

    async readChannel(id: string): Promise<NoticeChannel | undefined> {
      const [row] = await inOrg(db, scope, (tx) => tx.select().from(noticeChannels).where(eq(noticeChannels.id, id)));
      return row;
    },

    /** Waits until the only delivery of a notice fits, and answers it. Fails loudly with what it is instead. */
    async untilDelivery(noticeId: string, fits: (delivery: Delivery) => boolean, timeoutMs = 60_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const [delivery] = await place.deliveriesOf(noticeId);
        if (delivery && fits(delivery)) return delivery;
        if (Date.now() > deadline) throw new Error(`The delivery is still ${JSON.stringify(delivery)}.`);
        await sleep(50);
      }
    },
  };
  return place;
}

export type NoticePlace = ReturnType<typeof noticePlace>;
