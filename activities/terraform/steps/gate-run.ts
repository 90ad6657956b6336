import { publishEvent } from '../../../db/events.ts';
import type { ProvisioningRunInput } from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { policyOf } from '../gate/policy.ts';
import { type GateFinding, gateRevision } from '../gate.ts';
import { filesOf, readRunFacts } from './run-files.ts';

export type GateAnswer = { ok: true } | { ok: false; reason: string };

/** Looks at the revision as untrusted input, before Terraform sees a byte of it. Findings go to the run's stream. */
export async function gateRun(deps: WorkerDeps, run: ProvisioningRunInput): Promise<GateAnswer> {
  const facts = await readRunFacts(deps, run);
  const { ok, findings } = await gateRevision(await filesOf(deps, facts), {
    policy: policyOf(facts.connection, facts.others),
  });
  for (const [index, finding] of findings.entries()) {
    const { rule, message, file, line = null, address = null } = finding;
    const event = { type: 'gate.finding', payload: { rule, message, file, line, address } } as const;
    await publishEvent(deps.db, run.orgId, `run:${run.runId}`, event, `gate.finding:${index}`);
  }
  return ok ? { ok } : { ok, reason: gateReason(findings) };
}

/** One sentence for lists; every finding is in the run's stream. */
function gateReason(findings: GateFinding[]): string {
  const [first] = findings;
  if (!first) return 'The gate refused these files.';
  const place = first.line ? `${first.file}, line ${first.line}` : first.file;
  const more = findings.length > 1 ? ` And ${findings.length - 1} more.` : '';
  return `The gate refused these files. ${place}: ${first.message}${more}`;
}
