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
import { openLive } from './live.ts';
import { planText } from './plan-text.ts';
import { reachApi, signInDemo } from './stack-access.ts';

const usage = 'Usage: npm run demo -- "what you want" [--yes] [--json]\n';
const finalStates = new Set([
  'no_changes',
  'planned',
  'applied',
  'partial',
  'rejected',
  'expired',
  'superseded',
  'stale',
  'cancelled',
  'failed',
]);

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
let runState: string | null = null;
let ended: (() => void) | null = null;
const end = new Promise<void>((resolve) => {
  ended = resolve;
});

const live = openLive(api, (event) => {
  void (event.stream.startsWith('run:') ? onRunEvent(event) : onSessionEvent(event));
});

function onSessionEvent({ event }: Event): void {
  if (event.type === 'message.delta') {
    mark('firstToken');
    print(event.payload.text);
  }
  if (event.type === 'message.completed') print('\n');
  if (event.type === 'tool.started') print(styleText('dim', `  [${event.payload.name}]\n`));
  if (event.type === 'run.proposed') {
    mark('proposed');
    runId = event.payload.runId;
    live.follow(`run:${runId}`);
  }
  if (event.type === 'turn.state') {
    const { state, reason } = event.payload;
    if (state === 'failed' || state === 'stopped') print(styleText('red', `\n${reason ?? state}\n`));
    // The agent's last words come after the run's end; without a run there is nothing more to wait for.
    if (['completed', 'failed', 'stopped'].includes(state) && (!runId || finalStates.has(runState ?? ''))) ended?.();
  }
}

async function onRunEvent({ event }: Event): Promise<void> {
  if (event.type === 'run.state') {
    const { state, reason } = event.payload;
    runState = state;
    mark(state);
    print(styleText('dim', `  run: ${state.replaceAll('_', ' ')}${reason ? ` (${reason})` : ''}\n`));
    if (state === 'awaiting_approval') await decide();
  }
  if (event.type === 'plan.progress' && event.payload.step === 'wait') print(`  waiting: ${event.payload.text}\n`);
  if (event.type === 'gate.finding') print(`  gate: ${event.payload.file}: ${event.payload.message}\n`);
  if (event.type === 'apply.log') {
    mark('terraformStarted');
    print(styleText('dim', `  terraform: ${event.payload.message}\n`));
  }
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
