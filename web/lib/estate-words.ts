/** How resources, their states and what ties them together are called on pages. */

import type { Connection } from './api-types.generated.ts';
import type { Tone } from './run-words.ts';
import type { Category, CloudProvider, Codification, EdgeKind } from './types.ts';

export const providerWords: Record<CloudProvider, string> = {
  aws: 'AWS',
  azure: 'Azure',
  gcp: 'Google Cloud',
  ovh: 'OVHcloud',
  kubernetes: 'Kubernetes',
};

/** What can be connected is more than what has an inventory. */
export const connectionWords: Record<Connection['provider'], string> = { ...providerWords, ssh: 'SSH hosts' };

export const categoryWords: Record<Category, string> = {
  compute: 'Compute',
  containers: 'Containers',
  serverless: 'Serverless',
  storage: 'Storage',
  database: 'Database',
  cache: 'Cache',
  network: 'Network',
  load_balancing: 'Load balancing',
  dns: 'DNS',
  cdn: 'CDN',
  messaging: 'Messaging',
  identity: 'Identity',
  secrets: 'Secrets',
  monitoring: 'Monitoring',
  other: 'Other',
};

export const codificationWords: Record<Codification, { label: string; tone: Tone; says: string }> = {
  codified: { label: 'Codified', tone: 'good', says: "In a project's Terraform state, and as the state says." },
  drifted: { label: 'Drifted', tone: 'warn', says: "In a project's Terraform state, but different from it." },
  unmanaged: { label: 'Unmanaged', tone: 'neutral', says: "In no project's Terraform state." },
};

/** Said wherever unmanaged things are listed: an account's coverage leaves these out of its count. */
export const byItselfWords =
  "Among the unmanaged is what comes by itself, such as a default VPC. An account's coverage counts that apart.";

/** An edge reads `from kind to`: `out` is said of `from`, `in` of `to`. */
export const edgeWords: Record<EdgeKind, { label: string; out: string; in: string }> = {
  contains: { label: 'contains', out: 'Contains', in: 'Is inside' },
  network: { label: 'network', out: 'Is let through by', in: 'Lets through' },
  routes_to: { label: 'routes to', out: 'Sends traffic to', in: 'Gets traffic from' },
  iam: { label: 'rights', out: 'Uses the rights of', in: 'Gives rights to' },
  data: { label: 'data', out: 'Reads or writes', in: 'Is read or written by' },
  runs_on: { label: 'runs on', out: 'Runs on', in: 'Carries' },
  manages: { label: 'manages', out: 'Manages', in: 'Is managed by' },
  deletes_before: { label: 'deletes before', out: 'Has to go before', in: 'Goes after' },
};
export const edgeKinds = Object.keys(edgeWords) as EdgeKind[];

export const changeWords = {
  created: { label: 'Found', tone: 'good' },
  updated: { label: 'Changed', tone: 'info' },
  deleted: { label: 'Gone', tone: 'bad' },
  returned: { label: 'Found again', tone: 'good' },
} as const satisfies Record<string, { label: string; tone: Tone }>;

/** What a run, or a hand, did to it. */
export const stepWords = {
  created: 'created',
  imported: 'imported',
  updated: 'changed',
  destroyed: 'destroyed',
  forgotten: 'let go of',
} as const;

export const gapWords = {
  access_denied: 'the credentials may not read it',
  gone: 'it went while it was read',
  unsupported: 'the provider does not tell',
} as const;

/**
 * The provider's name of a type, without what repeats on every line: `AWS::EC2::Instance` is "EC2 Instance",
 * `microsoft.compute/virtualmachines` "compute/virtualmachines", `compute.googleapis.com/Instance` "compute/Instance".
 */
export function typeLabel(nativeType: string): string {
  if (nativeType.includes('::')) return nativeType.split('::').slice(1).join(' ');
  return nativeType.replace(/^microsoft\./i, '').replace('.googleapis.com/', '/');
}

const counts = new Intl.NumberFormat('en-GB');
export const countText = (count: number): string => counts.format(count);

/** "3 resources", "1 resource". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

export const tagText = ([key, value]: [string, string]): string => (value ? `${key}=${value}` : key);
