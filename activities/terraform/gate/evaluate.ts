/** Works out what expressions can be, and shows every function call to the caller on the way. */
import type { Call, Expr, For } from '../hcl/ast.ts';
import { growth, pure } from './functions/pure.ts';
import {
  alternatives,
  BlowUp,
  checkItems,
  checkSize,
  checkText,
  limits,
  makeUnknown,
  Options,
  oneOf,
  product,
  sizeOf,
  toText,
  Unknown,
  unknown,
  type Value,
  vacuous,
} from './values.ts';

export type Scope = {
  /** Names that a `for`, a `dynamic` block, an instance or a template gave. */
  names: ReadonlyMap<string, Value>;
  /** Everything else: var, local, path, module, resources. The expression is a reference of one or more steps. */
  resolve: (root: string, steps: (string | number)[]) => Resolved;
  /** A call of a function that is more than its arguments: files, templates. undefined: an ordinary one. */
  call: (call: Call, args: Value[], scope: Scope) => Value | undefined;
};

/** What a reference means, and how many of its steps were used up. */
export type Resolved = { value: Value; used: number };

/** Counts the work of one revision. */
export type Budget = { steps: number };

export const withNames = (scope: Scope, names: Record<string, Value>): Scope => ({
  ...scope,
  names: new Map([...scope.names, ...Object.entries(names)]),
});

/** @throws BlowUp when a value or the work grows without bounds */
export function evaluate(expr: Expr, scope: Scope, budget: Budget): Value {
  budget.steps += 1;
  if (budget.steps > limits.steps) throw new BlowUp(`more than ${limits.steps} steps`);
  return checkSize(work(expr, scope, budget));
}

function work(expr: Expr, scope: Scope, budget: Budget): Value {
  const run = (part: Expr, inner = scope) => evaluate(part, inner, budget);
  switch (expr.kind) {
    case 'literal':
      return expr.value;
    case 'template':
      return concatenate(expr.parts.map((part) => run(part)));
    case 'tuple':
      return checkItems(expr.items.map((item) => run(item)));
    case 'object':
      return makeObject(expr.items.map(({ key, value }) => [run(key), run(value)]));
    case 'root':
    case 'attr':
      return reference(expr, scope, budget);
    case 'index': {
      const key = run(expr.key);
      return expr.key.kind === 'literal' ? reference(expr, scope, budget) : pick(run(expr.source), key);
    }
    case 'conditional':
      return choose(expr.condition, run(expr.condition), run(expr.yes), run(expr.no));
    case 'operation':
      return operate(
        expr.operator,
        expr.operands.map((operand) => run(operand)),
      );
    case 'splat':
      return splat(run(expr.source), (item) => run(expr.each, withNames(scope, { [expr.item]: item })));
    case 'for':
      return loop(expr, scope, budget);
    case 'call':
      return callFunction(expr, scope, budget);
  }
}

function reference(expr: Expr, scope: Scope, budget: Budget): Value {
  const steps: (string | number)[] = [];
  let source = expr;
  while (source.kind === 'attr' || (source.kind === 'index' && source.key.kind === 'literal')) {
    steps.unshift(
      source.kind === 'attr' ? source.name : ((source.key.kind === 'literal' && source.key.value) as string | number),
    );
    source = source.source;
  }
  const start: Resolved =
    source.kind === 'root' ? rootValue(source.name, steps, scope) : { value: evaluate(source, scope, budget), used: 0 };
  return steps.slice(start.used).reduce<Value>((value, step) => pick(value, step), start.value);
}

function rootValue(name: string, steps: (string | number)[], scope: Scope): Resolved {
  const own = scope.names.get(name);
  return own === undefined ? scope.resolve(name, steps) : { value: own, used: 0 };
}

/** A member of a list or map; unknown where it is not there. */
export function pick(source: Value, key: Value): Value {
  if (source instanceof Options) return oneOf(source.values.map((value) => pick(value, key)));
  if (source instanceof Unknown) return source;
  if (key instanceof Options) return oneOf(key.values.map((value) => pick(source, value)));
  if (key instanceof Unknown)
    return oneOf(Array.isArray(source) ? source : source instanceof Map ? [...source.values()] : [unknown]);
  const name = toText(key);
  if (source instanceof Map) return (name === null ? undefined : source.get(name)) ?? unknown;
  if (Array.isArray(source)) return source[Number(name)] ?? unknown;
  return unknown;
}

function concatenate(parts: Value[]): Value {
  const combined = product(parts.map((part) => alternatives(part)));
  if (!combined)
    return makeUnknown(
      parts.reduce<number>((size, part) => size + sizeOf(part), 0),
      parts,
    );
  return oneOf(
    combined.map((row) => {
      const texts = row.map(toText);
      // Terraform stops at null in a text, so nothing follows from it.
      if (row.includes(null)) return vacuous;
      if (texts.includes(null))
        return makeUnknown(
          row.reduce<number>((size, part) => size + sizeOf(part), 0),
          row,
        );
      return checkText(texts.join(''));
    }),
  );
}

function makeObject(items: [Value, Value][]): Value {
  const entries = new Map<string, Value>();
  let open = false;
  for (const [key, value] of items) {
    for (const one of alternatives(key) ?? [unknown]) {
      const name = toText(one);
      if (name === null) open = true;
      else entries.set(name, value);
    }
  }
  // A key nobody knows may be any: then the members are one of the values.
  return open ? makeUnknown(items.reduce((size, [, value]) => size + sizeOf(value), 1)) : entries;
}

/**
 * Both, unless the condition is written out: what it rests on can be another in another run.
 * A number, which decides how many there are, is the one of this run.
 */
function choose(written: Expr, condition: Value, yes: Value, no: Value): Value {
  if (written.kind === 'literal' && condition === true) return yes;
  if (written.kind === 'literal' && condition === false) return no;
  if (typeof condition === 'boolean' && typeof yes === 'number' && typeof no === 'number') return condition ? yes : no;
  return oneOf([yes, no]);
}

function splat(source: Value, each: (item: Value) => Value): Value {
  if (source instanceof Options) return oneOf(source.values.map((value) => splat(value, each)));
  if (source instanceof Unknown) return makeUnknown(sizeOf(each(source)), [source]);
  if (source === null) return [];
  return Array.isArray(source) ? checkItems(source.map(each)) : [each(source)];
}

/** What `for` runs over, as pairs; null when it is not known. */
export function pairsOf(collection: Value): [Value, Value][] | null {
  if (Array.isArray(collection)) return collection.map((item, index) => [index, item]);
  return collection instanceof Map ? [...collection] : null;
}

function loop(expr: For, scope: Scope, budget: Budget): Value {
  const collections = evaluate(expr.collection, scope, budget);
  if (collections instanceof Options) return oneOf(collections.values.map((one) => loopOver(expr, one, scope, budget)));
  return loopOver(expr, collections, scope, budget);
}

function loopOver(expr: For, collection: Value, scope: Scope, budget: Budget): Value {
  const bind = (key: Value, value: Value) =>
    withNames(scope, { ...(expr.keyVar ? { [expr.keyVar]: key } : {}), [expr.valueVar]: value });
  const run = (inner: Scope) => ({
    keep: expr.condition ? evaluate(expr.condition, inner, budget) : true,
    key: expr.key ? evaluate(expr.key, inner, budget) : null,
    value: evaluate(expr.value, inner, budget),
  });
  const pairs = pairsOf(collection);
  if (!pairs || pairs.length === 0) {
    // The body is looked at once all the same: what it calls must be seen.
    const nothing = pairs ? vacuous : unknown;
    const { value } = run(bind(nothing, collection instanceof Unknown ? collection : nothing));
    if (pairs) return expr.joined ? '' : expr.key ? new Map() : [];
    return makeUnknown(sizeOf(value), [collection]);
  }
  const rows = pairs.map(([key, value]) => run(bind(key, value)));
  if (rows.some(({ keep }) => typeof keep !== 'boolean'))
    return makeUnknown(rows.reduce((size, row) => size + sizeOf(row.value), 0));
  const kept = rows.filter(({ keep }) => keep === true);
  if (expr.joined) return concatenate(kept.map(({ value }) => value));
  if (!expr.key) return checkItems(kept.map(({ value }) => value));
  if (expr.grouping) return grouped(kept);
  return makeObject(kept.map(({ key, value }) => [key, value]));
}

function grouped(rows: { key: Value; value: Value }[]): Value {
  const groups = new Map<string, Value>();
  for (const { key, value } of rows) {
    const name = toText(key);
    if (name === null) return makeUnknown(rows.reduce((size, row) => size + sizeOf(row.value), 0));
    const group = groups.get(name);
    groups.set(name, [...(Array.isArray(group) ? group : []), value]);
  }
  return groups;
}

const arithmetic: Record<string, (a: number, b: number) => Value> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

function operate(operator: string, operands: Value[]): Value {
  const combined = product(operands.map((operand) => alternatives(operand)));
  return combined
    ? oneOf(combined.map(([a = null, b = null]) => operateOn(operator, a, b, operands.length === 1)))
    : unknown;
}

function operateOn(operator: string, a: Value, b: Value, single: boolean): Value {
  if (a instanceof Unknown) return a;
  if (b instanceof Unknown) return b;
  if (single) return operator === '!' ? !(a === true || a === 'true') : -Number(toText(a));
  if (operator === '&&') return a === true && b === true;
  if (operator === '||') return a === true || b === true;
  if (operator === '==' || operator === '!=') {
    if (typeof a === 'object' && a !== null) return unknown;
    return (a === b) === (operator === '==');
  }
  const value = arithmetic[operator]?.(Number(toText(a)), Number(toText(b))) ?? unknown;
  return typeof value === 'number' && !Number.isFinite(value) ? unknown : value;
}

function callFunction(call: Call, scope: Scope, budget: Budget): Value {
  const given = call.args.map((arg) => evaluate(arg, scope, budget));
  const last = given.at(-1);
  const args = call.expand && Array.isArray(last) ? [...given.slice(0, -1), ...last] : given;
  const name = call.name.replace(/^core::/, '');
  const own = scope.call(call, args, scope);
  if (own !== undefined) return own;
  const size = args.reduce<number>((sum, arg) => sum + sizeOf(arg), 0) * (growth[name] ?? 1);
  if (name === 'try' || name === 'coalesce')
    return args.some((arg) => arg instanceof Unknown) ? oneOf(args) : (args[0] ?? unknown);
  if (name === 'can' || name === 'issensitive') return new Options([true, false]);
  if (name === 'setproduct') countProduct(args);
  const make = pure[name];
  const combined =
    make && !(call.expand && !Array.isArray(last)) ? product(args.map((arg) => alternatives(arg))) : null;
  if (!make || !combined) return makeUnknown(size, args);
  return oneOf(
    combined.map((row) => {
      const lost = row.find((arg) => arg instanceof Unknown);
      if (lost instanceof Unknown && !structural.has(name)) return makeUnknown(size, row);
      return make(...row) ?? makeUnknown(size, row);
    }),
  );
}

/** These only move their arguments about, so one that is not known does no harm to the others. */
const structural = new Set(['concat', 'merge', 'flatten', 'zipmap', 'lookup', 'element', 'values', 'keys', 'length']);

/** Lists of unknown elements multiply too. */
function countProduct(args: Value[]): void {
  const total = args.reduce<number>((size, arg) => size * (Array.isArray(arg) ? arg.length : 1), 1);
  if (total > limits.items) throw new BlowUp(`setproduct of ${total} elements`);
}
