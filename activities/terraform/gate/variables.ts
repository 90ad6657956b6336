/** What an input variable can be: given, from a file that Terraform reads by itself, its default, or one of a validated few. */
import { attribute, blocksOf, type Expr } from '../hcl/ast.ts';
import type { Place } from './finding.ts';
import type { ContextInput } from './module-context.ts';
import { declared } from './project.ts';
import { fromJson, oneOf, type Value } from './values.ts';

type Run = (expr: Expr, place: Place) => Value;

/** @returns null when nobody can tell */
export function variableValue(input: ContextInput, name: string, run: Run): Value | null {
  const { args, given, module, project } = input;
  if (args) return args.get(name) ?? defaultOf(input, name, run);
  const isRoot = module.dir === '' && input.reachable;
  if (isRoot && Object.hasOwn(given, name)) return fromJson(given[name]);
  const fromFiles = isRoot
    ? project.variableFiles.flatMap(({ body, path }) => {
        const value = attribute(body, name)?.value;
        return value ? [run(value, { file: path, line: value.line })] : [];
      })
    : [];
  // The last file wins, but which one is last may change; so each counts.
  if (fromFiles.length > 0) return oneOf(fromFiles);
  return defaultOf(input, name, run) ?? validated(input, name, run);
}

function defaultOf({ module }: ContextInput, name: string, run: Run): Value | null {
  const defaults = declared(module, 'variable', name).flatMap(({ block, file }) => {
    const value = attribute(block.body, 'default')?.value;
    return value ? [run(value, { file, line: value.line, address: `var.${name}` })] : [];
  });
  return defaults.length > 0 ? oneOf(defaults) : null;
}

/** `validation { condition = contains([...], var.name) }` leaves these few. */
function validated({ module }: ContextInput, name: string, run: Run): Value | null {
  for (const { block, file } of declared(module, 'variable', name)) {
    for (const { body } of blocksOf(block.body, 'validation')) {
      const condition = attribute(body, 'condition')?.value;
      if (condition?.kind !== 'call' || condition.name !== 'contains') continue;
      const [list, item] = condition.args;
      const itself =
        item?.kind === 'attr' && item.name === name && item.source.kind === 'root' && item.source.name === 'var';
      const values = list && itself ? run(list, { file, line: condition.line }) : null;
      if (Array.isArray(values)) return oneOf(values);
    }
  }
  return null;
}
