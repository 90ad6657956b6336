/** Where a module comes from. */
import { posix } from 'node:path';
import { attribute, type Block } from '../hcl/ast.ts';
import type { Module } from './project.ts';

/** A literal source, or null: Terraform takes no other. */
export function sourceOf(block: Block): string | null {
  const value = attribute(block.body, 'source')?.value;
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : null;
}

export const isLocal = (source: string): boolean => /^\.\.?(\/|$)/.test(source);

/** @returns the folder of a module of the project, '' for the root; null when the source is another or leads outside */
export function localModuleDir(from: Module, block: Block): string | null {
  const source = sourceOf(block);
  if (source === null || !isLocal(source)) return null;
  const dir = posix.normalize(posix.join(from.dir || '.', source)).replace(/\/$/, '');
  if (dir === '..' || dir.startsWith('../')) return null;
  return dir === '.' ? '' : dir;
}
