import { attribute, type Block } from '../../hcl/ast.ts';
import type { Report } from '../finding.ts';
import { isLocal, localModuleDir, sourceOf } from '../module-source.ts';
import type { FullPolicy } from '../policy.ts';
import type { Module, Placed, Project } from '../project.ts';
import { allows } from '../provider-names.ts';

/** Modules of the project itself, and listed ones of the registry at an exact version. */
export function modules(project: Project, policy: FullPolicy, report: Report): void {
  for (const module of project.modules.values()) {
    for (const placed of module.blocks)
      if (placed.block.type === 'module') moduleCall(project, policy, module, placed, report);
  }
}

function moduleCall(
  project: Project,
  policy: FullPolicy,
  module: Module,
  { block, file }: Placed,
  report: Report,
): void {
  const written = attribute(block.body, 'source');
  const place = { file, line: written?.line ?? block.line, address: `module.${block.labels[0] ?? ''}` };
  const refuse = (why: string) => report('module-source', `${place.address}: ${why}`, place);
  const source = sourceOf(block);
  // An override file may give another argument alone; its base block is judged by itself.
  if (!written) {
    if (!/(^|[/_])override\.tf(\.json)?$/.test(file)) refuse('it has no source.');
    return;
  }
  const problem =
    source === null ? 'its source must be a plain text.' : sourceProblem(project, policy, module, block, source);
  if (problem) refuse(problem);
}

function sourceProblem(
  project: Project,
  policy: FullPolicy,
  module: Module,
  block: Block,
  source: string,
): string | null {
  if (isLocal(source)) return localProblem(project, module, block, source);
  const registry = registryName(source);
  if (!registry)
    return `"${source.slice(0, 120)}" is fetched from elsewhere. Only modules inside the project, and listed ones of the registry, are allowed.`;
  if (!allows(policy.allowedModules, registry))
    return `the registry module "${registry}" is not among the allowed ones (${policy.allowedModules.join(', ') || 'none'}).`;
  const version = attribute(block.body, 'version')?.value;
  const exact = version?.kind === 'literal' && /^(= *)?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(String(version.value));
  return exact
    ? null
    : 'a registry module needs an exact version, such as version = "5.8.1", so that what was approved is what runs.';
}

function localProblem(project: Project, module: Module, block: Block, source: string): string | null {
  const dir = localModuleDir(module, block);
  if (dir === null) return `"${source.slice(0, 120)}" lies outside the project.`;
  return project.modules.has(dir) ? null : `there are no .tf files in "${dir || '.'}".`;
}

/** `namespace/name/provider`, with or without the public registry's host, and a folder inside after `//`. */
function registryName(source: string): string | null {
  const match =
    /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?([0-9A-Za-z][\w-]*\/[0-9A-Za-z][\w-]*\/[0-9a-z]+)(?:\/\/[\w./-]+)?$/.exec(
      source,
    );
  const [, name] = match ?? [];
  return name && !source.split('/').includes('..') ? name : null;
}
