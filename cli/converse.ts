/** One message and what the agent makes of it, as it comes. */
import { randomUUID } from 'node:crypto';
import type { Event, Message, Run, Session } from '../web/lib/api-types.generated.ts';
import type { ApiClient } from './api-client.ts';
import { conversationText } from './conversation-text.ts';
import { watch } from './live.ts';
import { planText } from './plan-text.ts';
import { isOver, type RunState, runLine, stateText, wentWell } from './run-text.ts';
import type { Cli } from './session.ts';

type TurnState = NonNullable<Session['turn']>['state'];
export type TurnEnd = {
  turn: TurnState /** null where nothing was proposed, or it is not decided yet */;
  runWentWell: boolean | null;
};

const isTurnOver = (state: TurnState) => state === 'completed' || state === 'failed' || state === 'stopped';

/**
 * With --json each event is a line, as `GET /events/session:{id}` answers them.
 *
 * @param toTheEnd also of the run that it proposes; else until the plan is there for people to decide on
 */
export async function converse(cli: Cli, sessionId: string, text: string, toTheEnd: boolean): Promise<TurnEnd> {
  const { api, out } = cli;
  const { lastSeq } = await api.get<Session>(`/sessions/${sessionId}`);
  const messageId = randomUUID();
  const show = conversationText(out.print);
  let turnId: string | null = null;
  let turn: TurnState = 'queued';
  let run: { id: string; state: RunState } | null = null;

  async function see({ stream, event }: Event, follow: (stream: string) => void): Promise<boolean> {
    const ofRun = stream.startsWith('run:');
    if (!ofRun) show(event);
    if (event.type === 'run.proposed') {
      run = { id: event.payload.runId, state: 'queued' };
      out.print(`  run ${run.id}\n`);
      follow(`run:${run.id}`);
    }
    if (ofRun) await seeRun(event);
    if (event.type !== 'turn.state') return isEnough();
    turnId ??= await turnOf(api, sessionId, messageId);
    // After its own turn, the run's end may be told in a turn of its own.
    if (event.payload.turnId === turnId || run) turn = event.payload.state;
    return isEnough();
  }

  async function seeRun(event: Event['event']): Promise<void> {
    const line = runLine(event);
    if (line !== null) out.print(`${line}\n`);
    if (event.type !== 'run.state' || !run) return;
    run.state = event.payload.state;
    if (run.state === 'awaiting_approval' && !out.json) out.print(await proposalText(api, run.id));
  }

  function isEnough(): boolean {
    if (!run) return isTurnOver(turn);
    if (toTheEnd) return isOver(run.state) && isTurnOver(turn);
    return run.state === 'awaiting_approval' ? turn !== 'running' && turn !== 'queued' : isTurnOver(turn);
  }

  const release = stopOnCtrlC(cli, sessionId);
  try {
    await watch(
      api,
      { [`session:${sessionId}`]: lastSeq },
      (event, live) => {
        out.line(event);
        return see(event, live.follow);
      },
      {
        lost: () => out.note('The connection was lost; it is being made again.'),
        began: async () => void (await api.post(`/sessions/${sessionId}/messages`, { id: messageId, text })),
      },
    );
  } finally {
    release();
  }
  const ended = run as { state: RunState } | null;
  return { turn, runWentWell: ended && isOver(ended.state) ? wentWell(ended.state) : null };
}

/** Which turn a message became, once it has. */
async function turnOf(api: ApiClient, sessionId: string, messageId: string): Promise<string | null> {
  const { items } = await api.get<{ items: Message[] }>(`/sessions/${sessionId}/messages`);
  return items.find(({ id }) => id === messageId)?.turnId ?? null;
}

async function proposalText(api: ApiClient, runId: string): Promise<string> {
  const run = await api.get<Run>(`/runs/${runId}`);
  return `${planText(run)}\n  ${stateText(run.state)}: aurora approve ${runId}\n`;
}

/** The first stops the turn, which is then told as stopped; the second ends the command. */
function stopOnCtrlC({ api, out }: Cli, sessionId: string): () => void {
  let asked = false;
  const stop = () => {
    if (asked) process.exit(130);
    asked = true;
    out.note('Stopping. Press Ctrl-C again to leave at once.');
    api.post(`/sessions/${sessionId}/stop`, { id: randomUUID() }).catch((error: Error) => out.note(error.message));
  };
  process.on('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}
