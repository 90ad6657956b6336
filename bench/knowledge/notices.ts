/** From the end of the transaction that keeps a notice to its arrival at a receiver: Postgres, API, Temporal and worker. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../db/client.ts';
import { AuroraError } from '../../platform/errors.ts';
import { makeLog } from '../../platform/log.ts';
import { makeSecrets } from '../../platform/secrets/vault.ts';
import { type NoticePlace, noticePlace } from '../../tests/support/notices/place.ts';
import { type Receiver, startReceiver } from '../../tests/support/notices/receiver.ts';
import type { Bench } from '../bench.ts';
import type { Figures } from '../support/report.ts';
import { percentile, round, summarise } from '../support/statistics.ts';

/** So many that none of them is at its pace. */
const channels = 20;
const oneByOne = 120;
const rounds = 6;
const longestMs = 30_000;

export async function noticeFigures(bench: Bench): Promise<Figures> {
  const db = openDatabase(bench.config.DATABASE_URL, { name: 'bench-notices' });
  const secrets = makeSecrets(bench.config, makeLog('bench', 'silent'));
  const receiver = await startReceiver();
  try {
    const place = noticePlace(db, secrets, bench.signedIn.organisation.id);
    const ids: string[] = [];
    for (let made = 0; made < channels; made += 1) ids.push(await place.channel('webhook', { url: receiver.url }, []));
    await measure(place, receiver, ids.slice(0, 1)); // the first one opens connections
    bench.say(`notices: ${oneByOne} one by one, then ${rounds} times ${channels} at once`);
    const calm: number[] = [];
    for (let at = 0; at < oneByOne; at += 1) {
      bench.signal.throwIfAborted();
      calm.push(...(await measure(place, receiver, [ids[at % channels] ?? ''])));
    }
    const crowded: number[] = [];
    for (let at = 0; at < rounds; at += 1) {
      crowded.push(...(await measure(place, receiver, ids)));
      await sleep(1_000);
    }
    const p95 = round(percentile(calm, 0.95));
    return {
      rows: [
        { what: 'a notice to a webhook', who: 'one by one', times: summarise(calm) },
        { what: 'a notice to a webhook', who: `${channels} at once`, times: summarise(crowded) },
      ],
      notes: ['A notice: from the end of the transaction that keeps it to its arrival, signed, at a receiver.'],
      figures: { noticeP95Ms: p95, noticeCrowdP95Ms: round(percentile(crowded, 0.95)) },
      targets: [{ figure: 'noticeP95Ms', value: p95, unit: 'ms', atMost: 2_000 }],
    };
  } finally {
    await receiver.close();
    await secrets.close();
    await db.close();
  }
}

/** One notice for each channel, all together. @returns how long each took, in milliseconds */
function measure(place: NoticePlace, receiver: Receiver, channelIds: string[]): Promise<number[]> {
  return Promise.all(
    channelIds.map(async (channelId) => {
      const noticeId = await place.tell('test', { channelId });
      const kept = Date.now();
      return (await arrival(receiver, noticeId)) - kept;
    }),
  );
}

async function arrival({ calls }: Receiver, noticeId: string): Promise<number> {
  for (const deadline = Date.now() + longestMs; Date.now() < deadline; ) {
    const call = calls.find(({ body }) => body.includes(noticeId));
    if (call) return call.at;
    await sleep(5);
  }
  throw new AuroraError({
    code: 'internal',
    retryable: false,
    userMessage: `A notice had not arrived after ${longestMs / 1000} s.`,
  });
}
