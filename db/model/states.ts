/**
 * The states of runs and turns as the database, the API and pages list them.
 * `workflows/messages.ts` is their home; `satisfies` keeps the lists from drifting apart.
 */
import type { RunEngine, RunKind, RunState, TurnState } from '../../workflows/messages.ts';

export const turnStates = [
  'queued',
  'running',
  'waiting',
  'completed',
  'stopped',
  'failed',
] as const satisfies readonly TurnState[];

export const runKinds = ['apply', 'destroy', 'plan'] as const satisfies readonly RunKind[];

export const runEngines = ['terraform', 'kubernetes'] as const satisfies readonly RunEngine[];

export const runStates = [
  'queued',
  'gating',
  'planning',
  'evaluating',
  'no_changes',
  'planned',
  'awaiting_approval',
  'approved',
  'verifying',
  'applying',
  'applied',
  'partial',
  'rejected',
  'expired',
  'superseded',
  'stale',
  'cancelled',
  'failed',
] as const satisfies readonly RunState[];

const beforeApply = ['cancelled', 'failed', 'superseded'] as const;

/** Every legal move. The migration writes the same table, and a trigger refuses all others. */
export const runMoves: Record<RunState, readonly RunState[]> = {
  queued: ['gating', ...beforeApply],
  gating: ['planning', ...beforeApply],
  planning: ['evaluating', 'no_changes', ...beforeApply],
  evaluating: ['awaiting_approval', 'planned', ...beforeApply],
  awaiting_approval: ['approved', 'rejected', 'expired', ...beforeApply],
  approved: ['verifying', ...beforeApply],
  verifying: ['applying', 'stale', ...beforeApply],
  applying: ['applied', 'partial', 'failed'],
  no_changes: [],
  planned: [],
  applied: [],
  partial: [],
  rejected: [],
  expired: [],
  superseded: [],
  stale: [],
  cancelled: [],
  failed: [],
};

export const isFinal = (state: RunState): boolean => runMoves[state].length === 0;

export const roles = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Roles are ranked: each may do what the ones before it may. */
export const mayAct = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

export const lesserRole = (one: Role, other: Role): Role => (mayAct(one, other) ? other : one);

/** Who sees a project: everybody of its organisation, or its own members and the admins. */
export const projectAccess = ['organisation', 'members'] as const;
export type ProjectAccess = (typeof projectAccess)[number];

/**
 * Where somebody's role in a project is another than in the organisation, by project id; null: they do not see it.
 * `acting_member` answers it, so that the rule stands in one place (`project_roles` in the migrations).
 */
export type ProjectRoles = Record<string, Role | null>;

export const roleIn = (who: { role: Role; projectRoles: ProjectRoles }, projectId: string): Role | null =>
  projectId in who.projectRoles ? (who.projectRoles[projectId] ?? null) : who.role;
