/**
 * Aurora itself: a message is sent as the API's own action does (row, then signal), a real worker process answers,
 * and the token counts once a subscriber of the event stream has it (LISTEN, then read, as the API's hub does).
 */
import { randomUUID } from 'node:crypto';
import { postMessage } from '../../api/actions/post-message.ts';
import { makeHub } from '../../api/live/hub.ts';
import type { Actor } from '../../db/auth.ts';
import { openDatabase } from '../../db/client.ts';
import { readStream } from '../../db/event-reader.ts';
import { makeEventListener } from '../../platform/events/listener.ts';
import { makeLog } from '../../platform/log.ts';
import { makeSecrets } from '../../platform/secrets/vault.ts';
import { makeTemporal } from '../../platform/temporal.ts';
import { makeTemporalCodec } from '../../platform/temporal-codec.ts';
import type { Bench } from '../bench.ts';
import type { Child } from '../support/child.ts';
import { clockMs } from '../support/clock.ts';
import { makeViewer, stateIn, type Viewer } from '../support/viewer.ts';
import type { Contestant, TurnKind, TurnTimes } from './contestant.ts';
import { askForTool, askPlainly } from './fake-model.ts';
import { stamps } from './names.ts';

export const textOf = (kind: TurnKind): string => (kind === 'tool' ? askForTool : askPlainly);

export async function makeAurora({ api, config, signedIn }: Bench, worker: Child): Promise<Contestant> {
  const db = openDatabase(config.DATABASE_URL, { name: 'bench' });
  const log = makeLog('bench', 'silent');
  const secrets = makeSecrets(config, log);
  const temporal = makeTemporal(config, makeTemporalCodec(secrets, log), log);
  const listener = makeEventListener(config.DATABASE_URL, log);
  const hub = makeHub(
    (orgId, stream, after, limit) => readStream(db, orgId, stream, after, limit),
    () => listener,
  );
  await listener.ready();
  const { user, organisation, role } = signedIn;
  const who = { userId: user.id, name: user.name, email: '', signInId: randomUUID() };
  const open = { projectRoles: {}, steppedUpAt: null };
  const actor: Actor = { ...who, via: 'session', orgId: organisation.id, role, organisation, ...open };
  let sessionId = '';
  let viewer: Viewer = makeViewer();
  let leave = () => {};

  return {
    who: 'Aurora',
    async converse() {
      leave();
      sessionId = (await api.post<{ id: string }>('/sessions', {})).id;
      viewer = makeViewer();
      const failed = () => undefined;
      const follow = { event: ({ event }: { event: { type: string; payload: unknown } }) => viewer.see(event), failed };
      leave = hub.follow(actor.orgId, `session:${sessionId}`, 0, { ...follow, caughtUp: () => undefined });
    },
    async turn(kind) {
      const from = viewer.count();
      const sentMs = clockMs();
      await postMessage({ db, temporal }, actor, sessionId, {
        id: randomUUID(),
        text: textOf(kind),
        delivery: 'queue',
      });
      const times = await watchTurn(viewer, from, sentMs);
      const over = await worker.next(stamps.turnOver);
      return { ...times, turnMs: over.atMs - sentMs };
    },
    async close() {
      leave();
      await Promise.all([listener.close(), temporal.close(), secrets.close(), db.close()]);
    },
  };
}

/**
 * The first sign of an answer and the end of its turn, as a viewer sees them. A turn that begins with a tool call
 * says nothing before: there the first sign is the call.
 */
export async function watchTurn(viewer: Viewer, from: number, sentMs: number): Promise<Required<TurnTimes>> {
  const signs = ['message.delta', 'tool.started'];
  const token = await viewer.first(from, ({ type }) => signs.includes(type), 'A first token');
  const ended = await viewer.first(
    from,
    (event) => event.type === 'turn.state' && ['completed', 'failed', 'stopped'].includes(String(stateIn(event))),
    'The end of a turn',
  );
  if (stateIn(ended) !== 'completed') throw new Error(`A turn did not complete: ${JSON.stringify(ended.payload)}`);
  const seenMs = ended.atMs - sentMs;
  return { firstTokenMs: token.atMs - sentMs, turnMs: seenMs, seenMs };
}
