/** `runs`: what Aurora adds to Terraform, before a plan can be read and after it was approved. */
import { randomUUID } from 'node:crypto';
import { roleProject } from '../../tests/support/terraform-files.ts';
import type { Bench } from '../bench.ts';
import type { Report } from '../support/report.ts';
import { percentile, ratioOfMedians, round, summarise } from '../support/statistics.ts';
import { type AppliedRun, makeRuns } from './aurora-run.ts';
import { type BareTimes, barePlan } from './bare-plan.ts';

const rounds = 10;
/** The first run fills the caches of the machine: provider checksums, lock files, the page cache. */
const warmUps = 1;

type Round = { planMs: number; bare: BareTimes; applied: AppliedRun };

export async function runs(bench: Bench): Promise<Report> {
  const ours = makeRuns(bench);
  const measured: Round[] = [];
  try {
    for (let round = -warmUps; round < rounds; round += 1) {
      bench.signal.throwIfAborted();
      bench.say(`runs: ${round < 0 ? 'warming up' : `${round + 1} of ${rounds}`}`);
      const result = await oneRound(bench, ours, round % 2 === 0);
      if (round >= 0) measured.push(result);
    }
  } finally {
    ours.close();
  }
  return report(measured);
}

/** Ours and the bare one of the same files, who goes first in turns. */
async function oneRound(bench: Bench, ours: ReturnType<typeof makeRuns>, bareFirst: boolean): Promise<Round> {
  const files = roleProject(`bench-${randomUUID().slice(0, 8)}`);
  const before = bareFirst ? await barePlan(bench, files) : null;
  const planned = await ours.plan(files);
  const bare = before ?? (await barePlan(bench, files));
  return { planMs: planned.planMs, bare, applied: await ours.apply(planned) };
}

function report(measured: Round[]): Report {
  const plan = measured.map(({ planMs }) => planMs);
  const bare = measured.map(({ bare: { totalMs } }) => totalMs);
  const approval = measured.map(({ applied }) => applied.approvalToApplyMs);
  const verify = measured.map(({ applied }) => applied.verifyMs);
  const planRatio = ratioOfMedians(plan, bare);
  const approvalToApplyP95Ms = percentile(approval, 0.95);
  const p50 = (times: number[]) => round(percentile(times, 0.5));
  return {
    title: 'runs: one IAM role in the sandbox account',
    rows: [
      { what: 'plan', who: 'Aurora: gate, init, plan, show, seal', times: summarise(plan) },
      { what: 'plan', who: 'terraform init && terraform plan -out', times: summarise(bare) },
      { what: 'approval to apply', who: 'without the verify step', times: summarise(approval) },
      { what: 'verify', who: 'a second plan', times: summarise(verify) },
    ],
    notes: ["Aurora plans from state gating to state evaluating, by the run's own timeline."],
    figures: {
      approvalToApplyP50Ms: p50(approval),
      approvalToApplyP95Ms: round(approvalToApplyP95Ms),
      verifyP50Ms: p50(verify),
      applyP50Ms: p50(measured.map(({ applied }) => applied.applyMs)),
      planRatio: round(planRatio, 3),
      planP50Ms: p50(plan),
      planP95Ms: round(percentile(plan, 0.95)),
      barePlanP50Ms: p50(bare),
      barePlanP95Ms: round(percentile(bare, 0.95)),
      bareInitStepP50Ms: p50(measured.map(({ bare: { initMs } }) => initMs)),
      barePlanStepP50Ms: p50(measured.map(({ bare: { planMs } }) => planMs)),
      runRounds: measured.length,
    },
    targets: [
      { figure: 'approvalToApplyP95Ms', value: approvalToApplyP95Ms, atMost: 300, unit: 'ms' },
      { figure: 'planRatio', value: planRatio, atMost: 1.3, unit: '' },
    ],
  };
}
