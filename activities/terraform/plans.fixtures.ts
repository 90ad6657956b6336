/** The five recorded plans and what they hold, for tests. */
import { readdirSync, readFileSync } from 'node:fs';
import type { PlanJson } from './plan-json.ts';

export type Expected = {
  creates: string[];
  updates: string[];
  replaces: { address: string; order: string; reason: string }[];
  destroys: string[];
  forgets: string[];
  reads: string[];
  noops: string[];
  imports: string[];
  moves: { from: string; to: string; action: string }[];
  outputs: Record<string, string>;
  sensitiveValues: { address: string; path: string; side: string }[];
  secrets?: string[];
  complete: boolean;
  drift: unknown[];
  driftNoise: { address: string; attributes: string[] }[];
  risk?: string[];
  changedAttributes?: Record<string, string[]>;
};

const folder = new URL('fixtures/plans/', import.meta.url);

const read = <T>(plan: string, file: string): T =>
  JSON.parse(readFileSync(new URL(`${plan}/${file}`, folder), 'utf8')) as T;

export const recorded = readdirSync(folder).map((name) => ({
  name,
  plan: read<PlanJson>(name, 'plan.json'),
  expected: read<Expected>(name, 'expected.json'),
}));

export function recordedPlan(name: string): PlanJson {
  const found = recorded.find((one) => one.name === name);
  if (!found) throw new Error(`no recorded plan ${name}`);
  return structuredClone(found.plan);
}

/** A change of one resource, for what the recorded plans do not hold. */
export function changeOf(
  type: string,
  actions: NonNullable<PlanJson['resource_changes']>[number]['change']['actions'],
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): PlanJson {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: [
      {
        address: `${type}.x`,
        mode: 'managed',
        type,
        name: 'x',
        provider_name: 'registry.terraform.io/hashicorp/aws',
        change: { actions, before, after, after_unknown: {} },
      },
    ],
  };
}
