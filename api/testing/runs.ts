/** Runs in any state, as their workflow would have left them. */
import { randomUUID } from 'node:crypto';
import { inOrg } from '../../db/client.ts';
import type { Risk } from '../../db/model/plan-summary.ts';
import { moveRun } from '../../db/runs.ts';
import type { SealRecord } from '../../db/schema/runs.ts';
import type { RunState } from '../../workflows/messages.ts';
import type { ApiWorld, Caller } from './world.ts';

export const planSha256 = 'a'.repeat(64);

const seal: SealRecord = {
  planSha256,
  semanticDigest: 'b'.repeat(64),
  filesSha256: 'c'.repeat(64),
  variablesSha256: 'd'.repeat(64),
  lockFileSha256: 'e'.repeat(64),
  providers: { 'registry.terraform.io/hashicorp/aws': '6.0.0' },
  terraformVersion: '1.14.0',
  state: null,
  keyId: 'plans@1',
};

const lowRisk: Risk = { class: 'low', reasons: [], secondPerson: false };

/** A project with one revision. */
export async function newProject(caller: Caller): Promise<string> {
  const projectId = randomUUID();
  await caller.send('POST', '/projects', { id: projectId, name: `Project ${projectId}` });
  const revision = { contents: { 'main.tf': 'terraform {}' }, reason: 'first', baseNumber: null };
  const saved = await caller.send('POST', `/projects/${projectId}/revisions`, revision);
  if (saved.status !== 201) throw new Error(`The revision was refused: ${JSON.stringify(saved.body)}`);
  return projectId;
}

export type Sealed = { runId: string; move(state: RunState): Promise<void> };

/** A run that waits for people, with a plan whose digest is `planSha256`. */
export async function sealedRun(world: ApiWorld, caller: Caller, options: SealOptions = {}): Promise<Sealed> {
  const projectId = await newProject(caller);
  const started = await caller.send<{ id: string }>('POST', `/projects/${projectId}/runs`, {
    kind: options.kind ?? 'apply',
  });
  return sealRun(world, caller, started.body.id, options);
}

type SealOptions = { kind?: 'apply' | 'destroy'; risk?: Risk; expiresAt?: Date };

/** Brings a run that was just asked for to where it waits for people. */
export async function sealRun(
  { deps }: ApiWorld,
  caller: Caller,
  runId: string,
  { risk = lowRisk, expiresAt = new Date(Date.now() + 3_600_000) }: SealOptions = {},
): Promise<Sealed> {
  const scope = { orgId: caller.signedIn.organisation.id };
  const move = async (state: RunState, fields = {}) => {
    await inOrg(deps.db, scope, (tx) => moveRun(tx, runId, state, null, fields));
  };
  await move('gating');
  await move('planning');
  await move('evaluating', { seal, risk, approvalsRequired: 1, expiresAt });
  await move('awaiting_approval');
  return { runId, move };
}
