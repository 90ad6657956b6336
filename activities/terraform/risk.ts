import type { PlanSummary, Risk } from '../../db/model/plan-summary.ts';
import type { PlanJson } from './plan-json.ts';

export function assessRisk(_planJson: PlanJson, _summary: PlanSummary): Risk {
  throw new Error('not built yet');
}
