/**
 * The development cases: what Infracost says of each (`../shared/data/infracost/dev.json`, beside the project and not in
 * it), and what Terraform planned for it (`dev-plans.jsonl`, one a line, written by `run.ts --keep`).
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Estimate } from '../../../../db/model/cost-estimate.ts';
import type { PlanJson } from '../../../terraform/plan-json.ts';
import { estimatePlan } from '../index.ts';
import { noUsage, parseUsage } from '../usage.ts';
import type { ReferenceCase } from './compare.ts';

export type PlannedCase = ReferenceCase & { plan: PlanJson };

const referenceFile = new URL('../../../../../shared/data/infracost/dev.json', import.meta.url);
const read = (file: URL): string => readFileSync(file, 'utf8');

export const devCasesAreHere = existsSync(referenceFile);

/** @returns none where the reference is not beside the project */
export function devCases(): PlannedCase[] {
  if (!devCasesAreHere) return [];
  const lines = read(new URL('./dev-plans.jsonl', import.meta.url))
    .trim()
    .split('\n');
  const plans = new Map(
    lines.map((line) => JSON.parse(line) as Pick<PlannedCase, 'case' | 'plan'>).map((one) => [one.case, one.plan]),
  );
  const references = JSON.parse(read(referenceFile)) as ReferenceCase[];
  return references.flatMap((reference) => {
    const plan = plans.get(reference.case);
    return plan ? { ...reference, plan } : [];
  });
}

export const estimateCase = ({ plan, usageYml }: Pick<PlannedCase, 'plan' | 'usageYml'>): Estimate =>
  estimatePlan(plan, { region: 'us-east-1', usage: usageYml ? parseUsage(usageYml) : noUsage });
