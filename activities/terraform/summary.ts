import type { PlanSummary } from '../../db/model/plan-summary.ts';
import type { PlanJson } from './plan-json.ts';

export function summarisePlan(_planJson: PlanJson): PlanSummary {
  throw new Error('not built yet');
}
