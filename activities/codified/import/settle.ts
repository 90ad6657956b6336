/** Mends a drafted configuration until its plan shows an import and no change, or says why it cannot. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuroraError } from '../../../platform/errors.ts';
import { attributeChanges } from '../../terraform/attribute-changes.ts';
import type { Diagnostic } from '../../terraform/diagnostics.ts';
import { planRevision } from '../../terraform/plan.ts';
import type { PlanJson } from '../../terraform/plan-json.ts';
import { same } from '../../terraform/values.ts';
import type { Workspace } from '../../terraform/workspace.ts';
import { type ImportPlace, ignoring, withoutAttributes } from './draft-text.ts';

/** Each round takes something out; generated configuration that is still refused then is for people to write. */
const rounds = 8;

export type Draft = { text: string; tail: string };

/** @returns the configuration of the resource, without the import block */
export async function settle(
  workspace: Workspace,
  { file, address }: ImportPlace,
  { text: first, tail }: Draft,
  signal: AbortSignal,
): Promise<string> {
  let text = first;
  for (let round = 0; round < rounds; round += 1) {
    const path = join(workspace.configDir, file);
    await rm(path, { force: true });
    await rm(workspace.planFile, { force: true });
    await writeFile(path, `${text}\n${tail}`, { mode: 0o600 });
    const plan = await tryPlan(workspace, signal);
    const mended =
      'refused' in plan ? withoutCulprits(text, address, file, plan.refused) : still(text, address, plan.json);
    if (mended === text) {
      if ('refused' in plan) throw plan.error;
      return text;
    }
    text = mended;
  }
  throw cannot('no configuration was found that this provider accepts and that leaves it as it is');
}

type Tried = { json: PlanJson } | { refused: Diagnostic[]; error: AuroraError };

async function tryPlan(workspace: Workspace, signal: AbortSignal): Promise<Tried> {
  try {
    const { planJson } = await planRevision({ workspace, kind: 'apply', lock: false, signal });
    return { json: planJson };
  } catch (error) {
    if (!(error instanceof AuroraError) || error.code !== 'terraform_failed' || error.retryable) throw error;
    return { refused: (error.details?.diagnostics ?? []) as Diagnostic[], error };
  }
}

/**
 * The arguments that Terraform's complaints name: by the line they stand on, or by name in its words, such as
 * `expected max_message_size to be in the range` and `"ipv6_netmask_length": all of ... must be specified`.
 */
function withoutCulprits(text: string, address: string, file: string, refused: Diagnostic[]): string {
  const ours = refused.filter((one) => one.file === file || one.address === address);
  const lines = ours.flatMap(({ file: at, line }) => (at === file && line ? [line] : []));
  const words = ours.map((one) => `${one.summary} ${one.detail}`).join(' ');
  const named = new Set(words.match(/\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g) ?? []);
  const onLine = withoutAttributes(text, address, ({ firstLine, lastLine }) =>
    lines.some((line) => line >= firstLine && line <= lastLine),
  );
  if (onLine !== text) return onLine;
  return withoutAttributes(text, address, ({ name }) => named.has(name));
}

/** @returns the same text when the plan leaves the thing as it is */
function still(text: string, address: string, plan: PlanJson): string {
  const found = plan.resource_changes?.find((one) => one.address === address);
  if (!found?.change.importing) throw cannot('the plan does not import it');
  const { actions } = found.change;
  if (same(actions, ['no-op'])) return text;
  const paths = attributeChanges(found.change).map(({ path }) => path.split(/[.[]/)[0] ?? path);
  if (!same(actions, ['update']) || paths.length === 0)
    throw cannot(`Terraform would ${actions.join(' and ')} it (${[...new Set(paths)].slice(0, 5).join(', ')})`);
  const names = [...new Set(paths)].filter((name) => name !== 'tags_all');
  if (names.length === 0) throw cannot('it would get tags that it does not have');
  return ignoring(text, address, names);
}

const cannot = (why: string) =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: `This resource cannot be imported as it is: ${why}. Nothing was changed. Write its configuration yourself, with an import block.`,
  });
