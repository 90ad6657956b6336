import type { Report } from '../finding.ts';
import type { Project } from '../project.ts';
import { eachBlock, type VisitedBlock } from '../visit.ts';

/** Blocks that run programs, move the state, or that nobody here knows. */
export function blocks(project: Project, report: Report): void {
  for (const visited of eachBlock(project)) {
    const { block, parents, place } = visited;
    const type = block.type === 'dynamic' ? (block.labels[0] ?? '') : block.type;
    if (type === 'provisioner')
      report(
        'provisioner',
        `A provisioner${block.labels[0] ? ` "${block.labels[0]}"` : ''} would run a program on the worker or on a machine. Use user_data, or a service of the cloud.`,
        place,
      );
    if (type === 'connection' && parents.length > 0 && !isArgument(visited))
      report('provisioner', 'A connection block logs in to a machine, for provisioners. Remove it.', place);
    if (parents.length === 0) topBlock(visited, report);
    if (parents.length === 1 && parents[0]?.type === 'terraform') settings(visited, report);
  }
  for (const module of project.modules.values()) {
    for (const { path, body } of module.files)
      for (const { name, line } of body.attributes)
        report('unknown-block', `"${name}" stands outside any block.`, { file: path, line });
  }
}

/** Some resources have an argument of the same name, which JSON shows as a block too; a real one logs in somewhere. */
const isArgument = ({ block }: VisitedBlock) =>
  !block.body.attributes.some(({ name }) => ['host', 'type', 'user', 'private_key', 'password'].includes(name));

const known = new Set([
  'resource',
  'data',
  'ephemeral',
  'provider',
  'module',
  'variable',
  'output',
  'locals',
  'terraform',
  'moved',
  'import',
  'removed',
  'check',
]);

function topBlock({ block, place }: VisitedBlock, report: Report): void {
  if (!known.has(block.type))
    report(
      'unknown-block',
      `Blocks of type "${block.type.slice(0, 60)}" are not known here, so they are refused.`,
      place,
    );
  if (block.type !== 'terraform') return;
  for (const { name, line } of block.body.attributes) {
    const isBlock = block.body.blocks.some(({ type }) => type === name);
    if (name !== 'required_version' && !isBlock)
      report('unknown-block', `"${name}" in the terraform block is not allowed.`, { ...place, line });
  }
}

function settings({ block, place }: VisitedBlock, report: Report): void {
  const { type } = block;
  if (type === 'required_providers' || type === 'provider_meta') return;
  if (type === 'backend' || type === 'cloud' || type === 'dynamic')
    report(
      'backend',
      `The ${type} block would keep the state elsewhere. Aurora keeps the state of every project; remove the block.`,
      place,
    );
  else report('unknown-block', `"${type}" in the terraform block is not allowed.`, place);
}
