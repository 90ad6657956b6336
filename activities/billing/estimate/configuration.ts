/** What a plan's `configuration` says that its values cannot: which resources an argument refers to, and in which region. */
import type { PlanJson } from '../../terraform/plan-json.ts';
import { isObject } from '../../terraform/values.ts';

type Expressions = Record<string, unknown>;
type Resource = {
  address: string;
  type: string;
  name: string;
  provider_config_key?: string;
  expressions?: Expressions;
};
type Module = {
  resources?: Resource[];
  module_calls?: Record<string, { expressions?: Expressions; module?: Module }>;
  outputs?: Record<string, { expression?: unknown }>;
};

type Placed = { resource: Resource; module: string };
type Scope = { module: Module; prefix: string; parent: Scope | null; call: Expressions };

export type Configuration = {
  /** Addresses (without index) that an argument, in whatever block, refers to; through variables of modules too. */
  references: (address: string, argument: string) => string[];
  /** The blocks of an argument in the order in which they are written. */
  blocks: (address: string, argument: string) => Expressions[];
  region: (address: string) => string | null;
};

/** `module.a["x"].aws_thing.b[0]` to `module.a.aws_thing.b`. */
export const withoutIndex = (address: string): string => address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');

export function readConfiguration(plan: PlanJson): Configuration {
  const placed = new Map<string, Placed & { scope: Scope }>();
  const scopes = new Map<string, Scope>();
  collect({ module: (plan.configuration?.root_module ?? {}) as Module, prefix: '', parent: null, call: {} });

  function collect(scope: Scope): void {
    scopes.set(scope.prefix, scope);
    for (const resource of scope.module.resources ?? [])
      placed.set(`${scope.prefix}${resource.address}`, { resource, module: scope.prefix, scope });
    for (const [name, call] of Object.entries(scope.module.module_calls ?? {}))
      collect({
        module: call.module ?? {},
        prefix: `${scope.prefix}module.${name}.`,
        parent: scope,
        call: call.expressions ?? {},
      });
  }

  const find = (address: string) => placed.get(withoutIndex(address));
  const expression = (address: string, argument: string) => find(address)?.resource.expressions?.[argument];

  function resolve(reference: string, scope: Scope, depth: number): string[] {
    const steps = withoutIndex(reference).split('.');
    const [root = '', name = ''] = steps;
    if (depth > 20) return [];
    if (root === 'var') return scope.parent ? all(scope.call[name], scope.parent, depth + 1) : [];
    if (root === 'module') {
      const child = scopes.get(`${scope.prefix}module.${name}.`);
      return child ? all(child.module.outputs?.[steps[2] ?? '']?.expression, child, depth + 1) : [];
    }
    const address = `${scope.prefix}${steps.slice(0, root === 'data' ? 3 : 2).join('.')}`;
    return placed.has(address) ? [address] : [];
  }

  function all(node: unknown, scope: Scope, depth = 0): string[] {
    return [...new Set(referencesIn(node).flatMap((reference) => resolve(reference, scope, depth)))];
  }

  return {
    references(address, argument) {
      const found = find(address);
      return found ? all(expression(address, argument), found.scope) : [];
    },
    blocks(address, argument) {
      const value = expression(address, argument);
      return Array.isArray(value) ? value.filter(isObject) : [];
    },
    region: (address) => regionOf(plan, find(address)?.resource.provider_config_key),
  };
}

function referencesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(referencesIn);
  if (!isObject(node)) return [];
  const own = node.references;
  if (Array.isArray(own)) return own.filter((one) => typeof one === 'string');
  return Object.values(node).flatMap(referencesIn);
}

/** What the provider is told: a literal, or a variable of the root. */
function regionOf(plan: PlanJson, key: string | undefined): string | null {
  const provider = key === undefined ? undefined : plan.configuration?.provider_config?.[key];
  if (!isObject(provider) || !isObject(provider.expressions) || !isObject(provider.expressions.region)) return null;
  const { constant_value: literal, references } = provider.expressions.region;
  if (typeof literal === 'string') return literal;
  const [variable] = Array.isArray(references) ? references.filter((one) => String(one).startsWith('var.')) : [];
  const value = plan.variables?.[String(variable ?? '').slice(4)]?.value;
  return typeof value === 'string' ? value : null;
}
