import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { Project, Run, RunListItem } from '../../web/lib/api-types.generated.ts';
import { clean } from '../clean.ts';
import { exitCodes } from '../failures.ts';
import { watch } from '../live.ts';
import { minute, table } from '../output.ts';
import { pick, projectList } from '../pick.ts';
import { planText } from '../plan-text.ts';
import { isOver, type RunState, runLine, stateText, wentWell } from '../run-text.ts';
import { type Cli, signedIn, type Terminal } from '../session.ts';
import { wholeNumber } from '../values.ts';

export function addRuns(program: Command, terminal: Terminal): void {
  const runs = program.command('runs').description('changes on their way to reality');
  runs
    .command('list', { isDefault: true })
    .description('newest first')
    .option('--project <project>', 'name or id')
    .option('--state <state>', 'such as awaiting_approval or applied')
    .option('--limit <n>', 'at most', wholeNumber, 20)
    .action(signedIn(terminal, list));
  runs
    .command('show')
    .description('a run with its plan, risk, cost and decisions')
    .argument('<run>', 'id')
    .action(signedIn(terminal, show));
  runs
    .command('watch')
    .description('follow a run until it has ended; exit code 1 when it did not end well')
    .argument('<run>', 'id')
    .action(signedIn(terminal, (cli: Cli, runId: string) => watchRun(cli, runId, isOver)));
  runs
    .command('cancel')
    .description('stop a run that has not begun to apply')
    .argument('<run>', 'id')
    .action(signedIn(terminal, cancel));
  runs
    .command('start')
    .description("take a project's newest revision towards reality")
    .option('--project <project>', 'name or id; not needed where there is one')
    .addOption(new Option('--kind <kind>', 'what it is for').choices(['plan', 'apply', 'destroy']).default('apply'))
    .option('--wait', 'until it has ended, or waits for a decision')
    .addHelpText(
      'after',
      '\nExamples:\n  $ aurora runs start --project web --kind plan --wait\n  $ aurora runs start --json | jq -r .id',
    )
    .action(signedIn(terminal, start));
}

async function list({ api, out }: Cli, options: { project?: string; state?: string; limit: number }): Promise<void> {
  const { project, state, limit } = options;
  const projectId = project === undefined ? undefined : (await pick<Project>(api, projectList, project)).id;
  const page = await api.get<{ items: RunListItem[] }>('/runs', { projectId, state, limit });
  const rows = page.items.map((one) => [
    one.id,
    one.projectName,
    one.kind,
    stateText(one.state),
    one.riskClass,
    minute(one.createdAt),
    one.revisionReason,
  ]);
  out.show(page, () => table(['ID', 'PROJECT', 'KIND', 'STATE', 'RISK', 'ASKED', 'WHY'], rows));
}

async function show({ api, out }: Cli, runId: string): Promise<void> {
  const run = await api.get<Run>(`/runs/${encodeURIComponent(runId)}`);
  out.show(run, () => runText(run));
}

export function runText(run: Run): string {
  const { id, projectName, kind, state, reason, requestedBy, createdAt, approvals, approvalsRequired, summary } = run;
  const decisions = approvals.map(({ user, decision, counted, refusal }) => {
    const notCounted = counted === false ? `, which did not count: ${refusal}` : '';
    return clean(`  ${user.name}: ${decision}${notCounted}`);
  });
  return [
    `Run ${id} of ${clean(projectName)}: ${kind}, ${stateText(state)}${reason ? ` (${clean(reason)})` : ''}`,
    `Asked for by ${clean(requestedBy.name)} at ${minute(createdAt)}`,
    ...(summary ? [planText(run)] : []),
    ...(approvalsRequired ? [`Approvals needed: ${approvalsRequired}`] : []),
    ...decisions,
  ].join('\n');
}

async function cancel({ api, out }: Cli, runId: string): Promise<void> {
  const accepted = await api.post(`/runs/${encodeURIComponent(runId)}/cancel`, { id: randomUUID() });
  out.show(accepted, () => 'It was asked to stop. "aurora runs watch" tells when it has.');
}

async function start(cli: Cli, options: { project?: string; kind: string; wait?: boolean }): Promise<void> {
  const { api, out } = cli;
  const project = await pick<Project>(api, projectList, options.project);
  const { kind } = options;
  const run = await api.post<Run>(`/projects/${project.id}/runs`, { id: randomUUID(), kind });
  if (!options.wait) return out.show(run, () => `Run ${run.id} began. "aurora runs watch ${run.id}" follows it.`);
  out.print(`Run ${run.id} of ${clean(project.name)}\n`);
  await watchRun({ ...cli, out: { ...out, line: () => undefined } }, run.id, stopsForPeople);
  const now = await api.get<Run>(`/runs/${run.id}`);
  out.show(now, () =>
    now.state === 'awaiting_approval' ? `${planText(now)}\nIt waits: aurora approve ${now.id}` : '',
  );
}

const stopsForPeople = (state: RunState) => state === 'awaiting_approval' || isOver(state);

/** From its beginning, or after what is known already. With --json each event is a line, as `GET /events/run:{id}` answers them. */
export async function watchRun(
  cli: Cli,
  runId: string,
  enough: (state: RunState) => boolean,
  afterSeq = 0,
): Promise<void> {
  const { api, out } = cli;
  // Not a stream yet: a run that is not there is said with its code.
  const { id } = await api.get<Run>(`/runs/${encodeURIComponent(runId)}`);
  let last: RunState = 'queued';
  const lost = () => out.note('The connection was lost; it is being made again.');
  await watch(
    api,
    { [`run:${id}`]: afterSeq },
    (event) => {
      out.line(event);
      const text = runLine(event.event);
      if (text !== null) out.print(`${text}\n`);
      if (event.event.type !== 'run.state') return false;
      last = event.event.payload.state;
      return enough(last);
    },
    { lost },
  );
  if (isOver(last) && !wentWell(last)) cli.exit(exitCodes.refused);
}
