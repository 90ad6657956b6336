/** What a revision needs of providers: the blocks to point at a sandbox, and a key for cached lock files. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { RevisionFiles } from './files.ts';
import { type Block, type Body, blocksOf, HclError } from './hcl/ast.ts';
import { parseHcl } from './hcl/body.ts';
import { parseJsonSyntax } from './hcl/json-syntax.ts';

/** Configuration files with the folder (module) they belong to; '' is the root. Unreadable ones are left to Terraform. */
function configurations(files: RevisionFiles): { folder: string; body: Body }[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const json = /\.(tf|tofu)\.json$/.test(path);
    if (!json && !/\.(tf|tofu)$/.test(path)) return [];
    try {
      const dir = posix.dirname(path);
      return [{ folder: dir === '.' ? '' : dir, body: json ? parseJsonSyntax(text) : parseHcl(text) }];
    } catch (error) {
      if (error instanceof HclError) return [];
      throw error;
    }
  });
}

/**
 * The `provider "aws"` blocks to override, one for each alias and folder.
 * The root has one even without a block, when something of AWS is used.
 */
export function awsProviderBlocks(files: RevisionFiles): { folder: string; alias: string | null }[] {
  const all = configurations(files);
  const usesAws = all.some(({ body }) => body.blocks.some(isAws));
  if (!usesAws) return [];
  const found = all.flatMap(({ folder, body }) =>
    blocksOf(body, 'provider')
      .filter(({ labels }) => labels[0] === 'aws')
      .map((block) => ({ folder, alias: aliasOf(block) })),
  );
  const wanted = [{ folder: '', alias: null }, ...found];
  const seen = new Set<string>();
  return wanted.filter(({ folder, alias }) => {
    const name = `${folder}\n${alias ?? ''}`;
    return !seen.has(name) && seen.add(name);
  });
}

const isAws = ({ type, labels: [first = ''] }: Block) =>
  (type === 'provider' && first === 'aws') ||
  (['resource', 'data', 'ephemeral'].includes(type) && first.startsWith('aws_'));

function aliasOf(block: Block): string | null {
  const value = block.body.attributes.find(({ name }) => name === 'alias')?.value;
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : null;
}

/**
 * Hex SHA-256 that is equal for revisions whose providers are chosen alike: same constraints, same resource types' prefixes,
 * same modules. A wrong hit does no harm: Terraform then refuses the lock file, and versions are chosen anew.
 */
export function requirementsKey(files: RevisionFiles): string {
  const facts = configurations(files).flatMap(({ folder, body }) =>
    body.blocks.flatMap((block) => blockFacts(folder, block)),
  );
  return createHash('sha256')
    .update(JSON.stringify([...new Set(facts)].sort()))
    .digest('hex');
}

function blockFacts(folder: string, block: Block): string[] {
  const [first = ''] = block.labels;
  if (['resource', 'data', 'ephemeral'].includes(block.type)) return [`uses ${first.split('_')[0]}`];
  if (block.type === 'provider') return [`uses ${first}`];
  if (block.type === 'terraform') return [`terraform ${folder} ${shape(block.body)}`];
  if (block.type === 'module')
    return block.body.attributes
      .filter(({ name }) => ['source', 'version'].includes(name))
      .map(({ value }) => `module ${text(value)}`);
  return [];
}

/** The text of a part of the tree without its lines, so that moving code does not matter. */
const text = (value: unknown): string => JSON.stringify(value, (key, part) => (key === 'line' ? undefined : part));
const shape = (body: Body): string => text(body);
