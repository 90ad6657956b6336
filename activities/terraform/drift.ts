import type { DriftChange } from '../../db/model/plan-summary.ts';
import type { PlanJson } from './plan-json.ts';

export function realDrift(_planJson: PlanJson): DriftChange[] {
  throw new Error('not built yet');
}
