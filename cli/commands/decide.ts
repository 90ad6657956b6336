/** People approve the exact bytes of a plan: what is sent is the digest of the plan that was shown. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Approval, Run } from '../../web/lib/api-types.generated.ts';
import { ask } from '../ask.ts';
import { clean } from '../clean.ts';
import { Failure, usage } from '../failures.ts';
import { isOver, stateText } from '../run-text.ts';
import { type Cli, signedIn, type Terminal } from '../session.ts';
import { withProof } from '../step-up.ts';
import { sha256 } from '../values.ts';
import { runText, watchRun } from './runs.ts';

type Decision = Approval['decision'];
type Options = { yes?: boolean; planSha256?: string; comment?: string; wait?: boolean };

const lookMs = 250;
const patienceMs = 20_000;

const examples = {
  approve: `
Examples:
  $ aurora approve RUN
  $ aurora approve RUN --yes --plan-sha256 "$(aurora runs show RUN --json | jq -r .planSha256)" --wait`,
  reject: '\nExample:\n  $ aurora reject RUN --comment "not before the weekend"',
};

export function addDecisions(program: Command, terminal: Terminal): void {
  for (const decision of ['approve', 'reject'] as const) {
    program
      .command(decision)
      .description(`${decision} the plan of a run, once it was shown`)
      .argument('<run>', 'id')
      .option('--yes', 'ask nothing; needs --plan-sha256')
      .option('--plan-sha256 <digest>', 'of the plan that is meant: no other is decided on', sha256)
      .option('--comment <text>', 'kept with the decision')
      .option('--wait', 'until the run has ended')
      .addHelpText('after', examples[decision])
      .action(signedIn(terminal, (cli: Cli, runId: string, options: Options) => decide(cli, decision, runId, options)));
  }
}

async function decide(cli: Cli, decision: Decision, runId: string, options: Options): Promise<void> {
  const { api, out } = cli;
  const path = `/runs/${encodeURIComponent(runId)}`;
  const run = await api.get<Run>(path);
  const planSha256 = await chosenPlan(cli, decision, run, options);
  const { comment } = options;
  const wish = { id: randomUUID(), decision, planSha256, comment };
  const given = await withProof(cli, () => api.post<Approval>(`${path}/approvals`, wish));
  const approval = await untilCounted(cli, path, given);
  if (approval.counted === false) throw new Failure(`It did not count. ${clean(approval.refusal ?? '')}`);
  const did = decision === 'approve' ? 'Approved' : 'Rejected';
  out.show(approval, () => `${did}${approval.counted === null ? '; the run has not looked at it yet' : ''}.`);
  // The decision is the answer that scripts get; what follows is for people.
  if (options.wait) await watchRun({ ...cli, out: { ...out, line: () => undefined } }, run.id, isOver, run.lastSeq);
}

/** @returns the digest to decide on @throws Failure where there is nothing to decide, or nobody said yes */
async function chosenPlan(cli: Cli, decision: Decision, run: Run, { yes, planSha256 }: Options): Promise<string> {
  if (yes && !planSha256) throw usage('With --yes say which plan is meant: --plan-sha256. "aurora runs show" has it.');
  if (run.state !== 'awaiting_approval' || !run.planSha256) {
    const { state, reason } = run;
    throw new Failure(
      `This run is ${stateText(state)}, so there is nothing to decide.${reason ? ` ${clean(reason)}` : ''}`,
    );
  }
  // The API refuses another digest too, and keeps on record that somebody tried.
  if (yes && planSha256) return planSha256;
  if (planSha256 && planSha256 !== run.planSha256) {
    throw new Failure(
      `The plan that waits is another one: ${run.planSha256}. Look at it with "aurora runs show ${run.id}".`,
    );
  }
  if (!cli.stdin.isTTY) throw usage('Nobody can be asked here: use --yes with --plan-sha256.');
  cli.stderr.write(`${runText(run)}\n`);
  if (decision === 'approve' && run.mayApprove.why) cli.out.note(clean(run.mayApprove.why));
  const what = decision === 'approve' ? 'Approve exactly this plan' : 'Reject this plan';
  if (/^y(es)?$/i.test((await ask(cli, `${what}? [y/N] `)) ?? '')) return run.planSha256;
  throw new Failure('Nothing was decided.');
}

/** The run's workflow has the last word, most often within moments. */
async function untilCounted({ api }: Cli, path: string, given: Approval): Promise<Approval> {
  const until = Date.now() + patienceMs;
  let approval = given;
  while (approval.counted === null && Date.now() < until) {
    await sleep(lookMs);
    const { items } = await api.get<{ items: Approval[] }>(`${path}/approvals`);
    approval = items.find(({ id }) => id === given.id) ?? approval;
  }
  return approval;
}
