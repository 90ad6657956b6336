/** Finds every value that any part of a plan's JSON marks as sensitive. */
import type { ConfiguredModule, Marks, PlanJson, StateModule, StateValues } from './plan-json.ts';

type Sink = (value: unknown) => void;

export function collectInto(plan: PlanJson, add: Sink): void {
  for (const { change } of [...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])]) {
    marked(change.before, change.before_sensitive, add);
    marked(change.after, change.after_sensitive, add);
  }
  for (const change of Object.values(plan.output_changes ?? {})) {
    marked(change.before, change.before_sensitive, add);
    marked(change.after, change.after_sensitive, add);
  }
  stateValues(plan.prior_state?.values, add);
  stateValues(plan.planned_values, add);
  const root = plan.configuration?.root_module;
  for (const [name, { sensitive, default: preset }] of Object.entries(root?.variables ?? {})) {
    if (!sensitive) continue;
    add(plan.variables?.[name]?.value);
    add(preset);
  }
  if (root) configured(root, sensitiveAttributes(plan), add);
}

function marked(value: unknown, marks: Marks | undefined, add: Sink): void {
  if (marks === true) add(value);
  if (typeof marks !== 'object' || typeof value !== 'object' || value === null) return;
  for (const [key, mark] of Object.entries(marks)) marked(Reflect.get(value, key), mark, add);
}

function stateValues(values: StateValues | undefined, add: Sink): void {
  for (const { sensitive, value } of Object.values(values?.outputs ?? {})) if (sensitive) add(value);
  if (values?.root_module) stateModule(values.root_module, add);
}

function stateModule(module: StateModule, add: Sink): void {
  for (const { values, sensitive_values: marks } of module.resources ?? []) marked(values, marks, add);
  for (const child of module.child_modules ?? []) stateModule(child, add);
}

/** Top-level arguments that any resource of a type marks, by type: a literal in the configuration has no mark of its own. */
function sensitiveAttributes(plan: PlanJson): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const note = (type: string, marks: Marks | undefined) => {
    if (typeof marks !== 'object') return;
    const names = found.get(type) ?? new Set<string>();
    for (const [name, mark] of Object.entries(marks)) if (mark === true) names.add(name);
    found.set(type, names);
  };
  const visit = (module: StateModule) => {
    for (const { type, sensitive_values: marks } of module.resources ?? []) note(type, marks);
    for (const child of module.child_modules ?? []) visit(child);
  };
  for (const { type, change } of plan.resource_changes ?? []) {
    note(type, change.before_sensitive);
    note(type, change.after_sensitive);
  }
  for (const values of [plan.prior_state?.values, plan.planned_values])
    if (values?.root_module) visit(values.root_module);
  return found;
}

/** Argument names that hold a secret in any provider; so a literal is found even where the plan marks nothing (a destroyed resource). */
const secretName =
  /^(.*_)?(password|passphrase|secret|secret_string|secret_key|private_key|token|auth_token|api_key|access_key)$/;

function configured(module: ConfiguredModule, marks: Map<string, Set<string>>, add: Sink): void {
  for (const { type, expressions } of module.resources ?? []) {
    for (const [name, expression] of Object.entries(expressions ?? {})) {
      if (marks.get(type)?.has(name) || secretName.test(name)) constants(expression, add);
    }
  }
  for (const { sensitive, default: preset } of Object.values(module.variables ?? {})) if (sensitive) add(preset);
  for (const { expressions, module: child } of Object.values(module.module_calls ?? {})) {
    for (const [name, expression] of Object.entries(expressions ?? {})) {
      if (child?.variables?.[name]?.sensitive || secretName.test(name)) constants(expression, add);
    }
    if (child) configured(child, marks, add);
  }
}

function constants(expression: unknown, add: Sink): void {
  if (typeof expression !== 'object' || expression === null) return;
  if ('constant_value' in expression) add(expression.constant_value);
}
