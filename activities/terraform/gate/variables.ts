/** What an input variable can be: given, from a file that Terraform reads by itself, its default, or one of a validated few. */
import { attribute, blocksOf, type Expr } from '../hcl/ast.ts';
import type { Place } from './finding.ts';
import type { ContextInput } from './module-context.ts';
import { declared } from './project.ts';
import { fromJson, oneOf, type Value } from './values.ts';

type Run = (expr: Expr, place: Place) => Value;

/** @returns undefined when nobody can tell; null is a value */
export function variableValue(input: ContextInput, name: string, run: Run): Value | undefined {
  const { args, module, project } = input;
  if (args) {
    const given = args.get(name);
    // Null is null for a caller, and the default where the variable is not nullable.
    return given === undefined || given === null ? withDefault(given, defaultOf(input, name, run)) : given;
  }
  const isRoot = module.dir === '' && input.reachable;
  if (isRoot && Object.hasOwn(input.given, name)) return fromJson(input.given[name]);
  const fromFiles = isRoot
    ? project.variableFiles.flatMap(({ body, path }) => {
        const value = attribute(body, name)?.value;
        return value ? [run(value, { file: path, line: value.line })] : [];
      })
    : [];
  // The last file wins, but which one is last may change; so each counts.
  if (fromFiles.length > 0) return oneOf(fromFiles);
  const preset = defaultOf(input, name, run);
  return preset === undefined ? validated(input, name, run) : preset;
}

const withDefault = (given: null | undefined, preset: Value | undefined): Value | undefined => {
  if (given === undefined) return preset;
  return preset === undefined ? null : oneOf([null, preset]);
};

function defaultOf({ module }: ContextInput, name: string, run: Run): Value | undefined {
  const defaults = declared(module, 'variable', name).flatMap(({ block, file }) => {
    const value = attribute(block.body, 'default')?.value;
    return value ? [run(value, { file, line: value.line, address: `var.${name}` })] : [];
  });
  return defaults.length > 0 ? oneOf(defaults) : undefined;
}

/** `validation { condition = contains([...], var.name) }` leaves these few. */
function validated({ module }: ContextInput, name: string, run: Run): Value | undefined {
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
  return undefined;
}
