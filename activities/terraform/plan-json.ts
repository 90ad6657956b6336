/**
 * The parts of `terraform show -json <plan>` that we read.
 * Format 1.2: https://developer.hashicorp.com/terraform/internals/json-format
 */

/** Mirrors a value: true where the mark (sensitive, unknown) holds, false or {} where it does not. */
export type Marks = boolean | { [key: string]: Marks } | Marks[];

export type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';

export type Change = {
  actions: Action[];
  before: unknown;
  after: unknown;
  after_unknown?: Marks;
  before_sensitive?: Marks;
  after_sensitive?: Marks;
  replace_paths?: (string | number)[][];
  importing?: { id?: string; identity?: unknown; unknown?: boolean };
};

export type PlannedResource = {
  address: string;
  previous_address?: string;
  module_address?: string;
  mode: 'managed' | 'data';
  type: string;
  name: string;
  index?: string | number;
  provider_name: string;
  /** Set where an object without a home in the configuration is destroyed. */
  deposed?: string;
  change: Change;
  action_reason?: string;
};

export type ConfiguredModule = {
  outputs?: Record<string, { sensitive?: boolean; expression?: unknown }>;
  resources?: {
    address: string;
    type: string;
    mode: string;
    expressions?: Record<string, unknown>;
    provisioners?: unknown[];
  }[];
  module_calls?: Record<string, { source?: string; expressions?: Record<string, unknown>; module?: ConfiguredModule }>;
  variables?: Record<string, { sensitive?: boolean; ephemeral?: boolean; default?: unknown }>;
};

export type StateModule = {
  resources?: {
    address: string;
    type: string;
    mode: string;
    provider_name?: string;
    values?: Record<string, unknown>;
    sensitive_values?: Marks;
  }[];
  child_modules?: StateModule[];
};

export type StateValues = {
  outputs?: Record<string, { sensitive?: boolean; value?: unknown }>;
  root_module?: StateModule;
};

export type PlanJson = {
  format_version: string;
  terraform_version: string;
  /** Not there in OpenTofu before 1.8: taken as complete. */
  complete?: boolean;
  applyable?: boolean;
  errored?: boolean;
  timestamp?: string;
  variables?: Record<string, { value?: unknown }>;
  resource_changes?: PlannedResource[];
  resource_drift?: PlannedResource[];
  output_changes?: Record<string, Change>;
  prior_state?: { terraform_version?: string; values?: StateValues };
  planned_values?: StateValues;
  configuration?: { provider_config?: Record<string, unknown>; root_module?: ConfiguredModule };
  checks?: unknown[];
  deferred_changes?: unknown[];
  action_invocations?: unknown[];
};

/** @throws SyntaxError when the text is no JSON object of a format 1 plan */
export function parsePlanJson(text: string): PlanJson {
  const parsed = JSON.parse(text) as PlanJson;
  if (typeof parsed?.format_version === 'string' && parsed.format_version.startsWith('1.')) return parsed;
  throw new SyntaxError(`unknown plan format ${String(parsed?.format_version)}`);
}
