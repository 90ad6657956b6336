/** Goes through a project as Terraform would: module by module, instance by instance, every expression. */
import { type Attribute, attribute, type Block, type Body } from '../hcl/ast.ts';
import { type Budget, evaluate, type Scope, withNames } from './evaluate.ts';
import type { Place, Report } from './finding.ts';
import { counted, type InstanceSets, repeated } from './instances.ts';
import { type ModuleContext, makeContext } from './module-context.ts';
import { localModuleDir } from './module-source.ts';
import type { FullPolicy } from './policy.ts';
import { addressOf, type Module, type Placed, type Project } from './project.ts';
import { providerOf } from './provider-names.ts';
import { diskArgument, touchesDisk } from './rules/disk.ts';
import { providerConfig } from './rules/provider-config.ts';
import { BlowUp, limits, unknown, type Value } from './values.ts';

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
    for (const { name, value, line } of block.body.attributes) {
      const here = { ...place, line };
      const named = () => guarded(walk, here, () => evaluate(value, scope, walk.budget));
      diskArgument(block, name, named, here, walk.report);
    }
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
