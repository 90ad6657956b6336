/**
 * The main job from a terminal, through the public API and WebSocket alone:
 * `npm run demo -- "what you want" [--yes] [--json]`.
 *
 * Exit codes: 0 applied; 1 not applied (rejected, nothing to change, failed, no proposal); 2 used wrongly.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { parseArgs, styleText } from 'node:util';
import type { Event, Run, Session } from '../web/lib/api-types.generated.ts';
import { conversationText } from './conversation-text.ts';
import { openLive } from './live.ts';
import { planText } from './plan-text.ts';
import { isOver, type RunState, runLine } from './run-text.ts';
import { reachApi, signInDemo } from './stack-access.ts';

const usage = 'Usage: npm run demo -- "what you want" [--yes] [--json]\n';
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { yes: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const wish = positionals.join(' ').trim();
if (!wish) {
  process.stderr.write(usage);
  process.exit(2);
}

process.on('unhandledRejection', fail);
process.on('uncaughtException', fail);

/** Problems are sentences for people, not stacks. */
function fail(error: unknown): void {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

const print = (text: string) => process.stdout.write(text);
const api = await reachApi();
await signInDemo(api);

const session = await api.post<Session>('/sessions', { id: randomUUID() });
const marks = new Map<string, number>();
const mark = (name: string) => {
  if (!marks.has(name)) marks.set(name, performance.now());
};
const between = (from: string, to: string): number | null => {
  const [start, end] = [marks.get(from), marks.get(to)];
  return start === undefined || end === undefined ? null : Math.round(end - start);
};

let runId: string | null = null;
let runState: RunState = 'queued';
let ended: (() => void) | null = null;
const end = new Promise<void>((resolve) => {
  ended = resolve;
});

const live = openLive(api, {
  event: (event) => void (event.stream.startsWith('run:') ? onRunEvent(event) : onSessionEvent(event)),
  failed: fail,
});
const show = conversationText(print);

function onSessionEvent({ event }: Event): void {
  show(event);
  if (event.type === 'message.delta') mark('firstToken');
  if (event.type === 'run.proposed') {
    mark('proposed');
    runId = event.payload.runId;
    live.follow(`run:${runId}`);
  }
  if (event.type !== 'turn.state') return;
  // The agent's last words come after the run's end; without a run there is nothing more to wait for.
  if (['completed', 'failed', 'stopped'].includes(event.payload.state) && (!runId || isOver(runState))) ended?.();
}

async function onRunEvent({ event }: Event): Promise<void> {
  const line = runLine(event);
  if (line !== null) print(`${line}\n`);
  if (event.type === 'apply.log') mark('terraformStarted');
  if (event.type !== 'run.state') return;
  runState = event.payload.state;
  mark(runState);
  if (runState === 'awaiting_approval') await decide();
}

async function decide(): Promise<void> {
  const run = await api.get<Run>(`/runs/${runId}`);
  print(planText(run));
  const decision = flags.yes || (await asks('Apply exactly this plan? Only "yes" is a yes: ')) ? 'approve' : 'reject';
  mark('decided');
  await api.post(`/runs/${runId}/approvals`, { id: randomUUID(), decision, planSha256: run.planSha256 });
}

async function asks(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
}

live.follow(`session:${session.id}`);
print(`${styleText('bold', 'You')}: ${wish}\n\n${styleText('bold', 'Aurora')}: `);
mark('sent');
await api.post(`/sessions/${session.id}/messages`, { id: randomUUID(), text: wish });
await end;
mark('ended');
live.close();

const run = runId ? await api.get<Run>(`/runs/${runId}`) : null;
if (flags.json) {
  const { create = 0, update = 0, replace = 0, destroy = 0 } = run?.summary?.counts ?? {};
  const ms = {
    firstToken: between('sent', 'firstToken'),
    plan: between('proposed', 'awaiting_approval'),
    approvalToApply: between('decided', 'terraformStarted'),
    apply: between('applying', 'applied'),
    total: between('sent', 'ended'),
  };
  const last = { sessionId: session.id, runId, state: run?.state ?? null, planSha256: run?.planSha256 ?? null };
  print(`${JSON.stringify({ ...last, changes: { create, update, replace, destroy }, ms })}\n`);
}
process.exit(run?.state === 'applied' ? 0 : 1);
