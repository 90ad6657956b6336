/** Which provider a name in a module means. */
import { attribute, type Block, blocksOf, type Expr } from '../hcl/ast.ts';
import type { Module } from './project.ts';

export const builtin = 'terraform.io/builtin/terraform';
const registries = ['registry.terraform.io', 'registry.opentofu.org'];

export type Requirement = { local: string; source: string | null; file: string; line: number };

/** The entries of `required_providers`. A source that is no literal text is null: Terraform takes none, and neither do we. */
export function requirements(module: Module): Requirement[] {
  return module.blocks
    .filter(({ block }) => block.type === 'terraform')
    .flatMap(({ block, file }) =>
      blocksOf(block.body, 'required_providers').flatMap(({ body }) =>
        body.attributes.map(({ name, value, line }) => ({ local: name, source: sourceOf(name, value), file, line })),
      ),
    );
}

function sourceOf(local: string, value: Expr): string | null {
  if (value.kind === 'literal') return local;
  if (value.kind !== 'object') return null;
  const items = value.items.filter(({ key }) => key.kind === 'literal' && key.value === 'source');
  if (value.items.some(({ key }) => key.kind !== 'literal') || items.length > 1) return null;
  const [item] = items;
  if (!item) return local;
  return item.value.kind === 'literal' && typeof item.value.value === 'string' ? item.value.value : null;
}

/** @returns `namespace/name` in the public registry, the built-in's address, or the full text for any other host */
export function normalise(source: string): string {
  const parts = source.split('/');
  if (source === builtin) return builtin;
  if (parts.length === 1) return source === 'terraform' ? builtin : `hashicorp/${source}`;
  if (parts.length === 3 && registries.includes((parts[0] ?? '').toLowerCase()))
    return parts.slice(1).join('/').toLowerCase();
  return parts.length === 2 ? source.toLowerCase() : source;
}

/** The provider that a local name stands for in a module. */
export function providerOf(module: Module, local: string): string {
  const sources = requirements(module).filter((entry) => entry.local === local);
  const [first] = sources;
  return normalise(first ? (first.source ?? '') : local);
}

/** The local name of the provider that a resource or data source is of. */
export function localName(block: Block): string {
  const chosen = attribute(block.body, 'provider')?.value;
  const named = chosen ? firstName(chosen) : null;
  return named ?? (block.labels[0] ?? '').split('_')[0] ?? '';
}

/** `aws.east`: a reference in HCL, a text in JSON. */
function firstName(expr: Expr): string | null {
  if (expr.kind === 'root') return expr.name;
  if (expr.kind === 'attr' || expr.kind === 'index') return firstName(expr.source);
  return expr.kind === 'literal' && typeof expr.value === 'string' ? (expr.value.split('.')[0] ?? null) : null;
}

/** `*` stands for one part of the name. */
export const allows = (patterns: string[], name: string): boolean =>
  patterns.some((pattern) => {
    const parts = pattern.toLowerCase().split('/');
    const given = name.toLowerCase().split('/');
    return (
      given.length >= parts.length &&
      parts.every((part, index) => part === '*' || part === given[index]) &&
      (given.length === parts.length || parts.at(-1) === '*')
    );
  });
