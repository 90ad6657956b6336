/** Looks into the `configuration` part of a plan's JSON. */
import type { ConfiguredModule, PlanJson } from './plan-json.ts';

/** Every managed resource type that the configuration names, in all modules. */
export function resourceTypes(plan: PlanJson): Set<string> {
  const types = new Set<string>();
  const visit = (module?: ConfiguredModule) => {
    for (const { type, mode } of module?.resources ?? []) if (mode === 'managed') types.add(type);
    for (const call of Object.values(module?.module_calls ?? {})) visit(call.module);
  };
  visit(plan.configuration?.root_module);
  return types;
}

/** `module.a["x"].module.b.aws_sqs_queue.q[0]` in its parts. Keys may hold dots and brackets, so no splitting at dots. */
export function parseAddress(address: string): { modules: string[]; resource: string } {
  const step = /^module\.([^.[]+)(\[\d+\]|\["(?:[^"\\]|\\.)*"\])?\./;
  const modules: string[] = [];
  let rest = address;
  for (let match = step.exec(rest); match; match = step.exec(rest)) {
    modules.push(match[1] ?? '');
    rest = rest.slice(match[0].length);
  }
  return { modules, resource: rest.replace(/\[.*$/s, '') };
}

export function configuredModule(plan: PlanJson, modules: string[]): ConfiguredModule | undefined {
  return modules.reduce<ConfiguredModule | undefined>(
    (module, name) => module?.module_calls?.[name]?.module,
    plan.configuration?.root_module,
  );
}

export function configuredResource(plan: PlanJson, address: string) {
  const { modules, resource } = parseAddress(address);
  return configuredModule(plan, modules)?.resources?.find((candidate) => candidate.address === resource);
}
