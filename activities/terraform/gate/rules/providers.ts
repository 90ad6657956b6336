import { AuroraError } from '../../../../platform/errors.ts';
import { parseLockFile } from '../../provider-lock.ts';
import type { Report } from '../finding.ts';
import type { FullPolicy } from '../policy.ts';
import type { Project } from '../project.ts';
import { allows, builtin, localName, normalise, providerOf, requirements } from '../provider-names.ts';
import { eachAttribute, eachBlock, eachExpr } from '../visit.ts';

const kinds = new Set(['resource', 'data', 'ephemeral']);

/** Only providers that the organisation has listed, however they come in. */
export function providers(project: Project, policy: FullPolicy, report: Report): void {
  const allowed = (source: string) => source === builtin || allows(policy.allowedProviders, source);
  const list = policy.allowedProviders.join(', ');
  const refuse = (source: string, how: string, place: Parameters<Report>[2]) =>
    report(
      'provider-source',
      `The provider "${source.slice(0, 100)}" ${how}, and it is not allowed here. Allowed: ${list}. An admin can add it.`,
      place,
    );

  for (const module of project.modules.values()) {
    for (const { local, source, file, line } of requirements(module)) {
      const place = { file, line };
      if (source === null)
        report('provider-source', `The source of the provider "${local}" must be a plain text.`, place);
      else if (!allowed(normalise(source))) refuse(normalise(source), 'is required', place);
    }
  }
  for (const { block, parents, module, place } of eachBlock(project)) {
    const inCheck = parents.length === 1 && parents[0]?.type === 'check';
    if ((parents.length === 0 || inCheck) && kinds.has(block.type) && block.labels.length > 0) {
      const source = providerOf(module, localName(block));
      if (!allowed(source)) refuse(source, `is what ${block.type} "${block.labels[0]}" needs`, place);
      if (source === builtin && !/^terraform_(data|remote_state)$/.test(block.labels[0] ?? ''))
        refuse('terraform', `has no "${block.labels[0]}" that is known here`, place);
    }
    if (parents.length === 0 && block.type === 'provider') {
      const source = providerOf(module, block.labels[0] ?? '');
      if (!allowed(source)) refuse(source, 'is configured', place);
    }
  }
  for (const { attribute, place } of eachAttribute(project)) {
    for (const expr of eachExpr(attribute.value)) {
      if (expr.kind !== 'call' || !expr.name.startsWith('provider::')) continue;
      const local = expr.name.split('::')[1] ?? '';
      const module = [...project.modules.values()].find(({ files }) => files.some(({ path }) => path === place.file));
      const source = module ? providerOf(module, local) : normalise(local);
      if (!allowed(source)) refuse(source, `gives the function ${expr.name}`, { ...place, line: expr.line });
    }
  }
  lockFile(project, allowed, report);
}

function lockFile(project: Project, allowed: (source: string) => boolean, report: Report): void {
  const text = project.files['.terraform.lock.hcl'];
  if (text === undefined) return;
  const file = '.terraform.lock.hcl';
  try {
    const foreign = parseLockFile(text).filter(({ address }) => !allowed(normalise(address)));
    for (const { address } of foreign)
      report('provider-source', `The lock file names the provider "${address}", which is not allowed here.`, { file });
  } catch (error) {
    if (!(error instanceof AuroraError)) throw error;
    report('syntax', error.userMessage, { file });
  }
}
