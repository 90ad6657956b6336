/** Where a resource is in its provider's own console; null where no address can be made from its id. */
import type { CloudProvider } from './types.ts';

export function consoleUrl(provider: CloudProvider, cloudId: string): string | null {
  if (provider === 'aws') return awsUrl(cloudId);
  if (provider === 'azure') return azureUrl(cloudId);
  if (provider === 'gcp') return gcpUrl(cloudId);
  return null;
}

/** The console finds the page of an ARN by itself. Other partitions have consoles of their own. */
const awsUrl = (arn: string) =>
  arn.startsWith('arn:aws:') ? `https://console.aws.amazon.com/go/view?arn=${encodeURIComponent(arn)}` : null;

const azureUrl = (armId: string) =>
  /^\/subscriptions\//i.test(armId) ? `https://portal.azure.com/#resource${armId}` : null;

const gcpPages: [RegExp, (...parts: string[]) => string][] = [
  [
    /^\/\/compute\.googleapis\.com\/projects\/([^/]+)\/zones\/([^/]+)\/instances\/([^/]+)$/,
    (project, zone, name) => `compute/instancesDetail/zones/${zone}/instances/${name}?project=${project}`,
  ],
  [
    /^\/\/compute\.googleapis\.com\/projects\/([^/]+)\/global\/networks\/([^/]+)$/,
    (project, name) => `networking/networks/details/${name}?project=${project}`,
  ],
  [
    /^\/\/container\.googleapis\.com\/projects\/([^/]+)\/(?:zones|locations)\/([^/]+)\/clusters\/([^/]+)$/,
    (project, place, name) => `kubernetes/clusters/details/${place}/${name}?project=${project}`,
  ],
  [/^\/\/storage\.googleapis\.com\/([^/]+)$/, (name) => `storage/browser/${name}`],
];

function gcpUrl(fullName: string): string | null {
  for (const [pattern, page] of gcpPages) {
    const found = pattern.exec(fullName);
    if (found) return `https://console.cloud.google.com/${page(...found.slice(1).map(encodeURIComponent))}`;
  }
  return null;
}
