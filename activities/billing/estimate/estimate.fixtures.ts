/** Plans of a few resources, as `terraform show -json` writes them. */
import type { Action, PlanJson } from '../../terraform/plan-json.ts';
import type { Values } from './resource.ts';

type Given = {
  actions?: Action[];
  before?: Values | null;
  after?: Values | null;
  unknown?: Record<string, true>;
  expressions?: Record<string, unknown>;
};

/** @param resources by address; created unless said otherwise */
export function planOf(resources: Record<string, Given>, region = 'us-east-1'): PlanJson {
  const split = (address: string) => {
    const [type = '', name = ''] = address.split('.');
    return { type, name };
  };
  const entries = Object.entries(resources);
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: entries.map(
      ([address, { actions = ['create'] as Action[], before = null, after = null, unknown = {} }]) => ({
        address,
        mode: 'managed' as const,
        ...split(address),
        provider_name: 'registry.terraform.io/hashicorp/aws',
        change: { actions, before, after, after_unknown: unknown },
      }),
    ),
    configuration: {
      provider_config: { aws: { name: 'aws', expressions: { region: { constant_value: region } } } },
      root_module: {
        resources: entries.map(([address, { expressions = {} }]) => ({
          address,
          mode: 'managed',
          ...split(address),
          provider_config_key: 'aws',
          expressions,
        })),
      },
    },
  };
}
