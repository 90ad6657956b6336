/** Goes through a project as Terraform would: module by module, instance by instance, every expression. */
import { type Attribute, attribute, type Block, type Body, children, type Expr } from '../hcl/ast.ts';
import { mayReadDisk, readsDisk, writesDisk } from './disk-arguments.ts';
import { type Budget, evaluate, pairsOf, type Scope, withNames } from './evaluate.ts';
import { isFileFunction } from './file-functions.ts';
import type { Place, Report } from './finding.ts';
import { type ModuleContext, makeContext } from './module-context.ts';
import { localModuleDir } from './module-source.ts';
import { judgePath } from './paths.ts';
import type { FullPolicy } from './policy.ts';
import { addressOf, type Module, type Placed, type Project } from './project.ts';
import { providerOf } from './provider-names.ts';
import { providerConfig } from './rules/provider-config.ts';
import { BlowUp, limits, Options, oneOf, Unknown, unknown, type Value, vacuous } from './values.ts';

export type WalkInput = {
  project: Project;
  policy: FullPolicy;
  report: Report;
  given: Readonly<Record<string, unknown>>;
};

/** Instances that are looked at one by one; of more, all values are taken together. */
const oneByOne = { resource: 100, module: 20 };
const mostModules = 400;

type Walk = WalkInput & { budget: Budget; instances: number; modules: number; visited: Set<string> };

/** Reports what expressions would do: read outside the project, grow without bounds. */
export function walkProject(input: WalkInput): void {
  const walk: Walk = { ...input, budget: { steps: 0 }, instances: 0, modules: 0, visited: new Set() };
  const root = input.project.modules.get('');
  if (root) walkModule(walk, root, { args: null, reachable: true, times: 1, callers: [] });
  for (const module of input.project.modules.values()) {
    if (!walk.visited.has(module.dir))
      walkModule(walk, module, { args: null, reachable: false, times: 1, callers: [] });
  }
}

type Visit = { args: Map<string, Value> | null; reachable: boolean; times: number; callers: string[] };

function walkModule(walk: Walk, module: Module, visit: Visit): ModuleContext {
  walk.visited.add(module.dir);
  walk.modules += 1;
  const childContexts = new Map<string, ModuleContext | null>();
  const context = makeContext({
    ...walk,
    module,
    args: visit.args,
    reachable: visit.reachable,
    child: (name) => childOf(name),
  });

  function childOf(name: string): ModuleContext | null {
    const known = childContexts.get(name);
    if (known !== undefined) return known;
    childContexts.set(name, null);
    const placed = module.blocks.filter(({ block }) => block.type === 'module' && block.labels[0] === name);
    const contexts = placed.map((one) =>
      walkCall(walk, context, one, { ...visit, callers: [...visit.callers, module.dir] }),
    );
    const [found = null] = contexts.filter((one) => one !== null);
    childContexts.set(name, found);
    return found;
  }

  for (const placed of module.blocks) {
    if (placed.block.type === 'module') childOf(placed.block.labels[0] ?? '');
    else walkTopBlock(walk, context, placed, visit);
  }
  return context;
}

/** @returns the context of one call of the module, whose outputs stand for all */
function walkCall(walk: Walk, caller: ModuleContext, { block, file }: Placed, visit: Visit): ModuleContext | null {
  const place = { file, line: block.line, address: addressOf(block) };
  const dir = localModuleDir(caller.module, block);
  const module = dir === null ? undefined : walk.project.modules.get(dir);
  const sets = instanceSets(walk, caller, block, place, oneByOne.module);
  if (!module || dir === null) {
    for (const names of sets.names) argumentsOf(walk, caller, block, place, names);
    return null;
  }
  if (visit.callers.includes(dir)) {
    walk.report('module-source', `The module "${dir || '.'}" calls itself, which never ends.`, place);
    return null;
  }
  let context: ModuleContext | null = null;
  for (const names of sets.names) {
    const args = argumentsOf(walk, caller, block, place, names);
    const times = visit.times * Math.max(1, Math.ceil(sets.count / sets.names.length));
    if (walk.modules >= mostModules) {
      walk.report(
        'blow-up',
        `More than ${mostModules} module calls, one inside the other. Call modules less deeply.`,
        place,
      );
      return context;
    }
    context = walkModule(walk, module, { args, reachable: visit.reachable, times, callers: visit.callers });
  }
  return context;
}

function argumentsOf(
  walk: Walk,
  caller: ModuleContext,
  block: Block,
  place: Place,
  names: Record<string, Value>,
): Map<string, Value> {
  const args = new Map<string, Value>();
  for (const one of block.body.attributes)
    args.set(
      one.name,
      guarded(walk, { ...place, line: one.line }, () => evaluate(one.value, caller.scope(place, names), walk.budget)),
    );
  return args;
}

/** A place where an expression grows without bounds is one finding; the rest is still looked at. */
function guarded(walk: Walk, place: Place, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BlowUp)) throw error;
    walk.report(
      'blow-up',
      `This would become ${error.message}, and planning it would not end. Write less of it.`,
      place,
    );
    // Once the budget is gone, each further place would only say so again.
    if (walk.budget.steps > limits.steps) walk.budget.steps = Number.NEGATIVE_INFINITY;
    return unknown;
  }
}

const repeatable = new Set(['resource', 'data', 'ephemeral']);

function walkTopBlock(walk: Walk, context: ModuleContext, { block, file }: Placed, visit: Visit): void {
  const place = { file, line: block.line, address: addressOf(block) };
  if (block.type === 'provider') judgeProvider(walk, context, block, place);
  if (!repeatable.has(block.type)) {
    walkBody(walk, block.body, context.scope(place), place);
    return;
  }
  const sets = instanceSets(walk, context, block, place, touchesDisk(block) ? oneByOne.resource : 1);
  countInstances(walk, sets.count * visit.times, place);
  for (const names of sets.names) {
    const scope = context.scope(place, names);
    walkBody(walk, block.body, scope, place);
    for (const one of block.body.attributes) diskArgument(walk, block, one, scope, { ...place, line: one.line });
  }
}

function judgeProvider(walk: Walk, context: ModuleContext, block: Block, place: Place): void {
  const source = providerOf(context.module, block.labels[0] ?? '');
  const value = ({ value: expr, line }: Attribute) =>
    guarded(walk, { ...place, line }, () => evaluate(expr, context.scope(place), walk.budget));
  providerConfig(block, source, walk.policy, place, value, walk.report);
}

function countInstances(walk: Walk, more: number, place: Place): void {
  const most = walk.policy.maxInstances * 5;
  const before = walk.instances;
  walk.instances += more;
  if (before <= most && walk.instances > most)
    walk.report(
      'blow-up',
      `The project has more than ${most} resource instances in all. Split it, or ask an admin to raise the limit.`,
      place,
    );
}

/** Only then does it matter which value belongs to which instance. */
function touchesDisk(block: Block): boolean {
  return mayReadDisk(block.type, block.labels[0] ?? '') || bodyCalls(block.body);
}

const bodyCalls = (body: Body): boolean =>
  body.attributes.some(({ value }) => exprCalls(value)) || body.blocks.some((block) => bodyCalls(block.body));
const exprCalls = (expr: Expr): boolean =>
  (expr.kind === 'call' && isFileFunction(expr.name)) || children(expr).some(exprCalls);

type InstanceSets = { count: number; names: Record<string, Value>[] };

/** The instances of `count` or `for_each`, as the names they see. */
function instanceSets(walk: Walk, context: ModuleContext, block: Block, place: Place, most: number): InstanceSets {
  const count = attribute(block.body, 'count');
  const forEach = attribute(block.body, 'for_each');
  const given = count ?? forEach;
  if (!given) return { count: 1, names: [{}] };
  const here = { ...place, line: given.line };
  const value = guarded(walk, here, () => evaluate(given.value, context.scope(here), walk.budget));
  const sets = count ? counted(value, most) : repeated(value, most);
  const { maxInstances } = walk.policy;
  if (sets.count > maxInstances)
    walk.report(
      'blow-up',
      `${place.address} would have ${sets.count} instances, and ${maxInstances} are allowed. Split it, or ask an admin to raise the limit.`,
      here,
    );
  return sets;
}

function counted(value: Value, most: number): InstanceSets {
  const numbers = (value instanceof Options ? value.values : [value]).map((one) =>
    one instanceof Unknown ? 1 : Number(one),
  );
  const count = Math.max(0, ...numbers.map((number) => (Number.isFinite(number) ? number : 1)));
  const known = !(value instanceof Unknown) && count > 0;
  const indexes = known ? Array.from({ length: Math.min(count, limits.options) }, (_, index) => index) : [];
  const name = (index: Value) => ({ count: new Map([['index', index]]) });
  if (!known) return { count, names: [name(value instanceof Unknown ? value : vacuous)] };
  if (count <= most) return { count, names: indexes.map(name) };
  return { count, names: [name(count > limits.options ? unknown : oneOf(indexes))] };
}

function repeated(value: Value, most: number): InstanceSets {
  const collections = value instanceof Options ? value.values : [value];
  const pairs = collections.flatMap((one) =>
    (pairsOf(one) ?? []).map(([key, item]) => (Array.isArray(one) ? ([item, item] as const) : ([key, item] as const))),
  );
  const count = Math.max(0, ...collections.map((one) => pairsOf(one)?.length ?? 1));
  const name = (key: Value, item: Value) => ({
    each: new Map<string, Value>([
      ['key', key],
      ['value', item],
    ]),
  });
  const open = collections.find((one) => one instanceof Unknown);
  if (open) return { count, names: [name(open, open)] };
  if (pairs.length === 0) return { count, names: [name(vacuous, vacuous)] };
  if (pairs.length <= most) return { count, names: pairs.map(([key, item]) => name(key, item)) };
  return { count, names: [name(oneOf(pairs.map(([key]) => key)), oneOf(pairs.map(([, item]) => item)))] };
}

/** Names of things, not values: nothing in them is evaluated by Terraform. */
const references = new Set([
  'depends_on',
  'provider',
  'providers',
  'ignore_changes',
  'replace_triggered_by',
  'count',
  'for_each',
]);

function walkBody(walk: Walk, body: Body, scope: Scope, place: Place): void {
  for (const { name, value, line } of body.attributes) {
    if (!references.has(name)) guarded(walk, { ...place, line }, () => evaluate(value, scope, walk.budget));
  }
  for (const block of body.blocks) {
    // Seen as an argument already.
    if (block.ambiguous) continue;
    if (block.type === 'dynamic') walkDynamic(walk, block, scope, place);
    else walkBody(walk, block.body, scope, place);
  }
}

function walkDynamic(walk: Walk, block: Block, scope: Scope, place: Place): void {
  const forEach = attribute(block.body, 'for_each')?.value;
  const iterator = attribute(block.body, 'iterator')?.value;
  const name = iterator?.kind === 'root' ? iterator.name : (block.labels[0] ?? '');
  const value = forEach
    ? guarded(walk, { ...place, line: forEach.line }, () => evaluate(forEach, scope, walk.budget))
    : unknown;
  const sets = repeated(value, oneByOne.resource);
  if (sets.count > walk.policy.maxInstances)
    walk.report(
      'blow-up',
      `A dynamic block would be written ${sets.count} times, and ${walk.policy.maxInstances} are allowed.`,
      { ...place, line: block.line },
    );
  for (const { each = unknown } of sets.names) {
    const inner = withNames(scope, { [name]: each });
    for (const content of block.body.blocks.filter(({ type }) => type === 'content'))
      walkBody(walk, content.body, inner, place);
  }
}

function diskArgument(
  walk: Walk,
  { type: kind, labels: [type = ''] }: Block,
  { name, value }: Attribute,
  scope: Scope,
  place: Place,
): void {
  if (!readsDisk(kind, type, name)) return;
  const path = guarded(walk, place, () => evaluate(value, scope, walk.budget));
  const verdict = judgePath(path);
  if (verdict.kind === 'inside') {
    const target = verdict.paths.find((inside) => writesDisk(type, name) && meansSomething(inside));
    if (target !== undefined)
      walk.report(
        'provider-file-write',
        `${place.address} would write "${target}", which Terraform itself reads.`,
        place,
      );
    return;
  }
  const what =
    verdict.kind === 'outside'
      ? `"${verdict.path.slice(0, 120)}", which lies outside the project`
      : 'a file whose path is not known before the plan';
  walk.report(
    'provider-file-read',
    `${place.address}: "${name}" names ${what}. The provider would open it on the worker. Use a file of the project.`,
    place,
  );
}

/** Names that Terraform would read as code, settings or state at its next call. */
const meansSomething = (path: string): boolean =>
  /\.(tf|tofu|tfvars)(\.json)?$|\.tfstate|(^|\/)\.terraform|terraform\.rc$|\.terraformrc$|^aurora_/.test(path);
