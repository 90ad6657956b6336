/** What is done when costs have come. Anomalies, budgets and notices add themselves to the list, one line each. */
import type { WorkerDeps } from '../deps.ts';
import { checkBudgets } from './insight/check-budgets.ts';
import { lookForAnomalies } from './insight/look-for-anomalies.ts';

export type LoadedCosts = { orgId: string; billingAccountId: string; importId: string; loadIds: string[] };

/** Safe to run twice: a worker may die between it and the note of its end. */
export type AfterLoad = (deps: WorkerDeps, loaded: LoadedCosts) => Promise<void>;

/** In this order; a failure of one is tried again together with those before it. */
export const afterLoads: AfterLoad[] = [lookForAnomalies, checkBudgets];
