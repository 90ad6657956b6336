/** The parts of `terraform show -json <plan>` that we read. */
export type PlanJson = Record<string, unknown>;
