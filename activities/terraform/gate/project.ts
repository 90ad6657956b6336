/** A revision as modules: which files belong together, and what each declares. */
import { posix } from 'node:path';
import { parse as parseAsTerraform } from '@cdktf/hcl2json';
import { type Block, type Body, blocksOf, HclError } from '../hcl/ast.ts';
import { parseHcl } from '../hcl/body.ts';
import { parseJsonSyntax } from '../hcl/json-syntax.ts';
import type { Report } from './finding.ts';

export type SourceFile = { path: string; body: Body; json: boolean };
/** A block, and the file it stands in. */
export type Placed = { block: Block; file: string };

export type Module = {
  /** Relative to the root; '' is the root itself. */
  dir: string;
  files: SourceFile[];
  blocks: Placed[];
};

export type Project = {
  modules: Map<string, Module>;
  /** terraform.tfvars and *.auto.tfvars of the root: values that Terraform takes by itself. */
  variableFiles: SourceFile[];
  /** Every file, for the functions that read them. */
  files: Readonly<Record<string, string>>;
};

export const isConfiguration = (path: string) => /\.(tf|tofu)(\.json)?$/.test(path) && !isIgnored(path);
export const isVariables = (path: string) => /\.tfvars(\.json)?$/.test(path) && !isIgnored(path);

/** Terraform leaves editors' and hidden files out (configs.IsIgnoredFile). */
function isIgnored(path: string): boolean {
  const name = posix.basename(path);
  return name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'));
}

const isAutomatic = (path: string) =>
  !path.includes('/') && (/^terraform\.tfvars(\.json)?$/.test(path) || /\.auto\.tfvars(\.json)?$/.test(path));

/** Parses everything; what cannot be read becomes a finding, and is left out. */
export async function loadProject(files: Readonly<Record<string, string>>, report: Report): Promise<Project> {
  const project: Project = { modules: new Map(), variableFiles: [], files };
  for (const path of Object.keys(files).sort()) {
    if (!isConfiguration(path) && !isVariables(path)) continue;
    const source = await readSource(path, files[path] ?? '', report);
    if (!source) continue;
    if (isVariables(path)) {
      if (isAutomatic(path)) project.variableFiles.push(source);
    } else addToModule(project, source);
  }
  return project;
}

function addToModule(project: Project, source: SourceFile): void {
  const folder = posix.dirname(source.path);
  const dir = folder === '.' ? '' : posix.normalize(folder);
  const module = project.modules.get(dir) ?? { dir, files: [], blocks: [] };
  module.files.push(source);
  module.blocks.push(...source.body.blocks.map((block) => ({ block, file: source.path })));
  project.modules.set(dir, module);
}

async function readSource(path: string, text: string, report: Report): Promise<SourceFile | null> {
  const json = path.endsWith('.json');
  try {
    if (json) return { path, body: isVariables(path) ? jsonVariables(text) : parseJsonSyntax(text), json };
    const body = parseHcl(text);
    await agree(path, text, body);
    return { path, body, json };
  } catch (error) {
    if (!(error instanceof HclError)) throw error;
    report('syntax', `${path} cannot be read as ${json ? 'JSON' : 'HCL'}: line ${error.line}, ${error.message}.`, {
      file: path,
      line: error.line,
    });
    return null;
  }
}

/** A values file in JSON is one object; `parseJsonSyntax` would look for blocks in it. */
function jsonVariables(text: string): Body {
  const wrapped = parseJsonSyntax(`{"locals":${text}}`);
  return { attributes: wrapped.blocks.flatMap((block) => block.body.attributes), blocks: [] };
}

/**
 * HashiCorp's own parser has the last word on what is HCL, and must see the same blocks and arguments:
 * where two readers differ, one of them can be lied to.
 */
async function agree(path: string, text: string, body: Body): Promise<void> {
  let theirs: unknown;
  try {
    theirs = await parseAsTerraform(path, text);
  } catch (error) {
    throw fromTheirWords(String(error instanceof Error ? error.message : error));
  }
  if (!sameShape(body, theirs))
    throw new HclError('it can be read in two ways, and nobody could tell which one Terraform takes', 1);
}

/** "parse config: [main.tf:2,6-3,1: Invalid expression; Expected the start of an expression, but ...]" */
function fromTheirWords(message: string): HclError {
  const found = /:(\d+),\d+-\d+(?:,\d+)?: ([^;\]]+)(?:; ([^\]]*?))?(?: \S+:\d+,\d+|\.?\]|$)/.exec(message);
  const words = [found?.[2], found?.[3]].filter(Boolean).join(': ').replace(/\.$/, '');
  return new HclError(words || 'it is no HCL', Number(found?.[1] ?? 1));
}

function sameShape(body: Body, json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const names = new Set([...body.attributes.map(({ name }) => name), ...body.blocks.map(({ type }) => type)]);
  if (names.size !== Object.keys(json).length) return false;
  return [...names].every(
    (name) => Object.hasOwn(json, name) && sameBlocks(blocksOf(body, name), 0, Reflect.get(json, name)),
  );
}

function sameBlocks(blocks: Block[], depth: number, json: unknown): boolean {
  if (blocks.length === 0) return true;
  const here = blocks.filter(({ labels }) => labels.length === depth);
  if (here.length === blocks.length)
    return (
      Array.isArray(json) &&
      json.length === here.length &&
      here.every((block, index) => sameShape(block.body, json[index]))
    );
  if (here.length > 0 || typeof json !== 'object' || json === null) return false;
  const labels = [...new Set(blocks.map((block) => block.labels[depth] ?? ''))];
  if (labels.length !== Object.keys(json).length) return false;
  return labels.every(
    (label) =>
      Object.hasOwn(json, label) &&
      sameBlocks(
        blocks.filter((block) => block.labels[depth] === label),
        depth + 1,
        Reflect.get(json, label),
      ),
  );
}

export const declared = (module: Module, type: string, ...labels: string[]): Placed[] =>
  module.blocks.filter(
    ({ block }) => block.type === type && labels.every((label, index) => block.labels[index] === label),
  );

/** `aws_sqs_queue.q`, `data.aws_region.here`, `module.network`. */
export function addressOf({ type, labels }: Block): string {
  if (type === 'resource') return labels.join('.');
  return [type, ...labels].join('.');
}
