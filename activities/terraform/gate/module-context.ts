/** What names mean inside one module, for one call of it. */
import { attribute, type Expr } from '../hcl/ast.ts';
import { type Budget, evaluate, type Resolved, type Scope, withNames } from './evaluate.ts';
import { fileCall } from './file-functions.ts';
import type { Place, Report } from './finding.ts';
import { rootMarker } from './paths.ts';
import type { FullPolicy } from './policy.ts';
import { declared, type Module, type Placed, type Project } from './project.ts';
import { BlowUp, Options, oneOf, unknown, type Value, vacuous } from './values.ts';
import { variableValue } from './variables.ts';

export type ModuleContext = {
  module: Module;
  /** For an expression that stands at a place in this module. */
  scope: (place: Place, names?: Record<string, Value>) => Scope;
  /** The value of an output, for the module that called this one. */
  output: (name: string) => Value;
};

export type ContextInput = {
  project: Project;
  module: Module;
  policy: FullPolicy;
  report: Report;
  budget: Budget;
  /** Arguments of the caller; null for the root, and for a module that nobody calls. */
  args: ReadonlyMap<string, Value> | null;
  /** Values given to the run, for the root. */
  given: Readonly<Record<string, unknown>>;
  /** False where nobody calls the module: what is not known there does no harm. */
  reachable: boolean;
  /** The context of a module that this one calls, by its name. */
  child: (name: string) => ModuleContext | null;
};

export function makeContext(input: ContextInput): ModuleContext {
  const { module, report, budget } = input;
  const memo = new Map<string, Value>();
  const open = new Set<string>();
  const nothing = input.reachable ? unknown : vacuous;

  const orNothing = (value: Value | undefined): Value => (value === undefined ? nothing : value);

  /** Each once; a thing that refers to itself is not known. */
  const once = (key: string, make: () => Value): Value => {
    const known = memo.get(key);
    if (known !== undefined) return known;
    if (open.has(key)) return unknown;
    open.add(key);
    try {
      const value = make();
      memo.set(key, value);
      return value;
    } catch (error) {
      if (error instanceof BlowUp) memo.set(key, unknown);
      throw error;
    } finally {
      open.delete(key);
    }
  };

  const scope = (place: Place, names: Record<string, Value> = {}): Scope => {
    const base: Scope = {
      names: new Map(),
      resolve,
      call: fileCall({ files: input.project.files, report, budget }, () => place),
    };
    return withNames(base, names);
  };
  const run = (expr: Expr, place: Place, names?: Record<string, Value>) => evaluate(expr, scope(place, names), budget);

  /** All definitions: an override file may bring a second one. */
  const allOf = (placed: Placed[], name: string, address: string): Value | undefined => {
    const found = placed.flatMap(({ block, file }) => {
      const value = attribute(block.body, name)?.value;
      return value
        ? [run(value, { file, line: value.line, address }, instanceNames(block.body.attributes.map((one) => one.name)))]
        : [];
    });
    return found.length > 0 ? oneOf(found) : undefined;
  };

  const resolvers: Record<string, (steps: (string | number)[]) => Resolved> = {
    var: ([name]) => ({
      value: once(`var.${name}`, () => orNothing(variableValue(input, String(name), run))),
      used: 1,
    }),
    local: ([name]) => ({
      value: once(`local.${name}`, () => orNothing(allOf(declared(module, 'locals'), String(name), `local.${name}`))),
      used: 1,
    }),
    path: ([name]) => ({
      value: name === 'cwd' ? rootMarker : name === 'module' && module.dir !== '' ? module.dir : '.',
      used: 1,
    }),
    terraform: ([name]) => ({ value: name === 'workspace' ? 'default' : unknown, used: 1 }),
    module: (steps) => moduleOutput(steps),
    data: (steps) => resourceValue('data', steps),
  };

  const moduleOutput = (steps: (string | number)[]): Resolved => {
    const [name, ...rest] = steps;
    const child = input.child(String(name));
    const indexed = rest.length > 1 && !declared(child?.module ?? module, 'output', String(rest[0])).length;
    const output = indexed ? rest[1] : rest[0];
    if (!child || output === undefined) return { value: nothing, used: steps.length };
    return { value: child.output(String(output)), used: indexed ? 3 : 2 };
  };

  const resourceValue = (kind: 'resource' | 'data', steps: (string | number)[]): Resolved => {
    const [type, name, ...rest] = steps;
    const placed = declared(module, kind, String(type), String(name));
    if (placed.length === 0) return { value: nothing, used: steps.length };
    const indexed =
      placed.some(({ block }) => attribute(block.body, 'count') || attribute(block.body, 'for_each')) &&
      rest.length > 1;
    const argument = String((indexed ? rest[1] : rest[0]) ?? '');
    const used = (indexed ? 3 : 2) + 1;
    const own = wellKnown(input.policy, kind, String(type), argument);
    if (own !== null) return { value: own, used };
    const source = type === 'terraform_data' && argument === 'output' ? 'input' : argument;
    const address = `${kind === 'data' ? 'data.' : ''}${type}.${name}`;
    const value = once(`${address}.${source}`, () => orNothing(allOf(placed, source, address)));
    return { value, used };
  };

  function resolve(root: string, steps: (string | number)[]): Resolved {
    const resolver = resolvers[root];
    if (resolver) return resolver(steps);
    if (root === 'each' || root === 'count' || root === 'self') return { value: nothing, used: steps.length };
    const found = resourceValue('resource', [root, ...steps]);
    return { value: found.value, used: Math.max(0, found.used - 1) };
  }

  const output = (name: string) =>
    once(`output.${name}`, () => orNothing(allOf(declared(module, 'output', name), 'value', `output.${name}`)));
  return { module, scope, output };
}

/** Read from elsewhere, an argument of a repeated resource depends on the instance. */
const instanceNames = (names: string[]): Record<string, Value> =>
  names.includes('count') || names.includes('for_each') ? { each: unknown, count: unknown } : {};

/** What the cloud answers is known here: it is our own account. */
function wellKnown(policy: FullPolicy, kind: string, type: string, argument: string): Value | null {
  if (kind !== 'data') return null;
  if (type === 'aws_caller_identity' && argument === 'account_id') return new Options(policy.ownAccounts);
  return type === 'aws_partition' && argument === 'partition' ? 'aws' : null;
}
