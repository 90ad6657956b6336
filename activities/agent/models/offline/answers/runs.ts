/** Runs, plans, approvals and projects, as Aurora's own tools tell about them. */
import { isObject, type Json, type Turn } from '../conversation.ts';
import { look, resultOf } from '../looking.ts';
import { outcomeWords } from '../outcome.ts';
import { type Call, type Reply, say } from '../reply.ts';
import { asObjects, errorWords } from '../site.ts';
import { because, capital, count, quoted, sentenceList, shown } from '../words.ts';

export type Asker = (turn: Turn, tools: ReadonlySet<string>) => Reply;

/** Asks one tool once and tells what it said. */
export function asking(call: Call, before: string, tell: (result: Json) => string): Asker {
  return (turn, tools) => {
    if (!tools.has(call.name)) return say(`I cannot look that up here: the tool \`${call.name}\` is missing.`);
    const looking = look(turn, tools, [call], before);
    if (looking !== null) return looking;
    const done = resultOf(turn, call);
    if (done?.result?.ok !== true)
      return say(`I could not find that out: ${because(errorWords(done?.result ?? null, done?.text ?? 'no answer'))}.`);
    return { text: tell(done.result), calls: [] };
  };
}

export const runs: Asker = asking(
  { name: 'list_runs', args: { limit: 10 } },
  "I look at the project's runs.",
  (result) => {
    const rows = asObjects(result.runs ?? result.rows);
    if (rows.length === 0) return 'This project has no runs yet.';
    return `The latest ${rows.length === 1 ? 'run' : `${rows.length} runs`}:\n${rows.map((row) => `- ${runLine(row)}`).join('\n')}`;
  },
);

const runLine = (row: Json) => {
  const about = row.revisionReason ?? row.what;
  return `${shown(row.id ?? row.runId, 40)}: ${quoted(row.state, 40)}${about ? `, ${quoted(about, 120)}` : ''}${row.reason ? ` (${quoted(row.reason, 120)})` : ''}`;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const planCall = (runId: string | null): Call => ({
  name: 'read_plan',
  args: runId !== null && uuid.test(runId) ? { runId } : {},
});

export const run = (runId: string | null): Asker =>
  asking(planCall(runId), 'I look at the run.', (result) => {
    const state = String(result.state ?? '');
    const open: Record<string, string> = {
      queued: 'waits for its turn: one run at a time changes a project',
      gating: 'is checking the files',
      planning: 'is making its plan',
      evaluating: 'is weighing the plan',
      awaiting_approval: 'waits for someone to approve its plan',
      approved: 'is approved and about to start',
      verifying: 'is checking that the account is still as the plan says',
      applying: 'is applying the plan now',
      planned: 'has made its plan, and was only asked for that',
    };
    const what =
      state in open
        ? `The run ${shown(result.runId, 40)} ${open[state]}.`
        : outcomeWords(state, { ...result, changes: countsOf(result) }, '');
    return [what, summaryWords(result)].filter(Boolean).join(' ');
  });

export const plan = (runId: string | null): Asker =>
  asking(planCall(runId), 'I read the plan.', (result) => {
    const changes = asObjects(isObject(result.summary) ? result.summary.changes : undefined);
    if (!isObject(result.summary))
      return `The run ${shown(result.runId, 40)} is in the state ${quoted(result.state, 40)} and has no plan${result.reason ? `: ${quoted(result.reason)}` : ' yet'}.`;
    const lines = changes.slice(0, 25).map(({ action, address, replacePaths }) => {
      const why =
        action === 'replace' && Array.isArray(replacePaths) && replacePaths.length > 0
          ? `, because of ${sentenceList(replacePaths.map((path) => shown(path)))}`
          : '';
      return `- ${quoted(action, 20)} ${shown(address, 120)}${why}`;
    });
    const more = changes.length > 25 ? `\n- and ${changes.length - 25} more` : '';
    const digest =
      typeof result.planSha256 === 'string' ? ` Its digest is ${shown(result.planSha256.slice(0, 12))}.` : '';
    const risk =
      isObject(result.risk) && result.risk.class ? ` The risk class is ${quoted(result.risk.class, 20)}.` : '';
    return `${summaryWords(result) || 'The plan changes nothing.'}${risk}${digest}${lines.length > 0 ? `\n${lines.join('\n')}${more}` : ''}`;
  });

const countsOf = (result: Json): Json =>
  isObject(result.summary) && isObject(result.summary.counts) ? result.summary.counts : {};

function summaryWords(result: Json): string {
  const counts = countsOf(result);
  const verbs = [
    ['destroy', 'destroys'],
    ['replace', 'replaces'],
    ['update', 'changes'],
    ['create', 'creates'],
    ['import', 'imports'],
  ] as const;
  const parts = verbs.flatMap(([key, verb]) =>
    Number(counts[key] ?? 0) > 0 ? [`${verb} ${count(Number(counts[key]), 'resource')}`] : [],
  );
  return parts.length === 0 ? '' : `The plan of the run ${shown(result.runId, 40)} ${sentenceList(parts)}.`;
}

const query = (question: string, before: string, empty: string, head: string, row: (row: Json) => string): Asker =>
  asking({ name: 'query_infrastructure', args: { question } }, before, (result) => {
    const rows = asObjects(result.rows);
    return rows.length === 0
      ? empty
      : `${head}\n${rows
          .slice(0, 20)
          .map((one) => `- ${row(one)}`)
          .join('\n')}`;
  });

const who = (name: unknown) => (name ? ` by ${quoted(name, 60)}` : '');
const day = (time: unknown) => (typeof time === 'string' ? ` on ${quoted(time.slice(0, 10), 12)}` : '');

export const approvals = query(
  'pending_approvals',
  'I look at what waits for a decision.',
  'Nothing waits for an approval.',
  'Waiting for a decision:',
  (row) =>
    `${quoted(row.what ?? 'a change', 120)} in ${shown(row.project)}, run ${shown(row.runId, 40)}${row.risk ? `, risk ${quoted(row.risk, 20)}` : ''}`,
);

export const whoApproved = query(
  'who_approved',
  'I look at the latest decisions.',
  'Nobody has decided on a plan in the last 30 days.',
  'The latest decisions:',
  (row) =>
    `${capital(quoted(row.decision ?? 'decided', 20))}${who(row.by)}${day(row.at)}, run ${shown(row.runId, 40)}${row.comment ? `: ${quoted(row.comment, 120)}` : ''}`,
);

export const recentChanges = query(
  'recent_changes',
  'I look at what was applied lately.',
  'Nothing was applied in the last 30 days.',
  'Applied in the last 30 days:',
  (row) =>
    `${quoted(row.what ?? 'a change', 120)} in ${shown(row.project)}${who(row.by)}${day(row.finishedAt)}${row.state === 'partial' ? ', in part' : ''}`,
);

export const projects = query(
  'projects',
  'I look at the projects.',
  'There are no projects yet.',
  'The projects:',
  (row) => `${shown(row.name)}${row.description ? `: ${quoted(row.description, 120)}` : ''}`,
);
