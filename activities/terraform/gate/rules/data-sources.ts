import { attribute } from '../../hcl/ast.ts';
import type { Report } from '../finding.ts';
import type { Project } from '../project.ts';
import { eachBlock } from '../visit.ts';

/** Data sources that act instead of looking, or look where nobody may. By `kind.type`. */
const refused: Record<string, [rule: string, why: string]> = {
  'data.external': ['external-data', 'would run a program on the worker while planning'],
  'data.http': ['http-data', 'would send a request to anywhere while planning, with whatever stands in its address'],
  'ephemeral.http': ['http-data', 'would send a request to anywhere while planning'],
  'data.terraform_remote_state': [
    'remote-state',
    "would read another project's state. Take the values as variables, or look the resources up with data sources of the cloud",
  ],
  'data.aws_lambda_invocation': [
    'plan-time-effect',
    'would run a function of the account while planning, before anybody has approved',
  ],
  'ephemeral.aws_lambda_invocation': [
    'plan-time-effect',
    'would run a function of the account while planning, before anybody has approved',
  ],
  'data.template_file': [
    'file-function',
    'renders templates with functions that read files of the worker. Use templatefile()',
  ],
  'data.template_dir': ['file-function', 'reads folders of the worker. Use templatefile()'],
  'resource.template_dir': ['file-function', 'reads folders of the worker. Use templatefile()'],
  'data.google_client_config': ['credentials', 'would put an access token of the connection into plan and state'],
  'ephemeral.google_client_config': ['credentials', 'would hand out an access token of the connection'],
  'data.google_service_account_access_token': ['credentials', 'would put an access token into plan and state'],
  'data.google_service_account_id_token': ['credentials', 'would put a token into plan and state'],
  'data.google_service_account_jwt': ['credentials', 'would put a signed token into plan and state'],
  'data.shell_script': ['external-data', 'would run a program on the worker while planning'],
  'data.local_command': ['external-data', 'would run a program on the worker while planning'],
};

/** Arguments that make the provider itself call an address from the worker. */
const calls: Record<string, string> = {
  'data.aws_ip_ranges': 'url',
  'resource.aws_datasync_agent': 'ip_address',
  'resource.aws_storagegateway_gateway': 'gateway_ip_address',
};

export function dataSources(project: Project, report: Report): void {
  for (const { block, parents, place } of eachBlock(project)) {
    const depth = parents.length === 0 || parents[0]?.type === 'check';
    const name = `${block.type}.${block.labels[0] ?? ''}`;
    const found = depth && Object.hasOwn(refused, name) ? refused[name] : undefined;
    if (found) report(found[0], `${block.type} "${block.labels[0]}" ${found[1]}.`, place);
    const argument = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (argument && depth && attribute(block.body, argument))
      report(
        'plan-time-effect',
        `${place.address}: "${argument}" makes the worker itself call that address. Remove it.`,
        place,
      );
  }
}
