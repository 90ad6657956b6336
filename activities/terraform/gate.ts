/**
 * The gate: what a revision may hold before anything is run with it.
 *
 * HCL is untrusted input, and planning runs it: functions read files, data sources run programs, providers take commands from
 * files. So everything is refused that is not known to stay inside the project and the account. Nothing is run or fetched here.
 */
import type { RevisionFiles } from './files.ts';
import { collector, type GateFinding } from './gate/finding.ts';
import { fullPolicy, type GatePolicy } from './gate/policy.ts';
import { loadProject } from './gate/project.ts';
import { blocks } from './gate/rules/blocks.ts';
import { costly } from './gate/rules/costly.ts';
import { dataSources } from './gate/rules/data-sources.ts';
import { fileNames } from './gate/rules/file-names.ts';
import { modules } from './gate/rules/modules.ts';
import { providers } from './gate/rules/providers.ts';
import { secrets } from './gate/rules/secrets.ts';
import { sensitivity } from './gate/rules/sensitivity.ts';
import { unicode } from './gate/rules/unicode.ts';
import { walkProject } from './gate/walk.ts';

export type { GateFinding } from './gate/finding.ts';
export type { GatePolicy } from './gate/policy.ts';

export type GateResult = { ok: boolean; findings: GateFinding[] };

export type GateOptions = {
  policy?: GatePolicy;
  /** Links that came with the files, name to target. Each is refused. */
  symlinks?: Record<string, string>;
  /** Values of root variables for this run: paths and counts that depend on them can then be told. */
  variables?: Record<string, unknown>;
};

/** Takes a few milliseconds for an ordinary project. The first call in a process loads a parser, about 0.2 s. */
export async function gateRevision(files: RevisionFiles, options: GateOptions = {}): Promise<GateResult> {
  const { report, findings } = collector();
  const policy = fullPolicy(options.policy);
  fileNames(Object.keys(files), options.symlinks ?? {}, report);
  const project = await loadProject(files, report);
  unicode(project, report);
  blocks(project, report);
  providers(project, policy, report);
  modules(project, policy, report);
  dataSources(project, report);
  secrets(project, report);
  sensitivity(project, report);
  costly(project, report);
  walkProject({ project, policy, report, given: options.variables ?? {} });
  const found = inOrder(findings());
  return { ok: found.length === 0, findings: found };
}

const inOrder = (findings: GateFinding[]): GateFinding[] =>
  findings.sort((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1));
