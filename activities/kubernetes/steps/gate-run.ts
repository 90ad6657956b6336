import { publishEvent } from '../../../db/events.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import type { GateFinding } from '../../terraform/gate/finding.ts';
import type { GateAnswer } from '../../terraform/steps/gate-run.ts';
import { gateManifests } from '../gate.ts';
import { inCluster } from '../open-cluster.ts';
import { readManifestRun } from './facts.ts';

/** Looks at the manifests as untrusted input; asks the cluster which kinds it has. Findings go to the run's stream. */
export async function gateManifestRun(
  deps: WorkerDeps,
  input: ProvisioningRunInput,
  signal: AbortSignal,
): Promise<GateAnswer> {
  const { files, policy } = await readManifestRun(deps, input);
  if (input.kind === 'destroy') return { ok: true };
  const { ok, findings } = await inCluster(deps, input, { mode: 'read', signal }, ({ client }) =>
    gateManifests(files, { policy, kinds: client.kinds }),
  );
  for (const [index, finding] of findings.entries()) {
    const { rule, message, file, line = null, address = null } = finding;
    const event = { type: 'gate.finding', payload: { rule, message, file, line, address } } as const;
    await publishEvent(deps.db, input.orgId, `run:${input.runId}`, event, `gate.finding:${index}`);
  }
  return ok ? { ok } : { ok, reason: gateReason(findings) };
}

/** One sentence for lists; every finding is in the run's stream. */
export function gateReason(findings: GateFinding[]): string {
  const [first] = findings;
  if (!first) return 'The gate refused these manifests.';
  const place = first.line ? `${first.file}, line ${first.line}` : first.file;
  const more = findings.length > 1 ? ` And ${findings.length - 1} more.` : '';
  return `The gate refused these manifests. ${place}: ${first.message}${more}`;
}
