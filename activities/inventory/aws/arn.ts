/** Amazon Resource Names: `arn:partition:service:region:account:resource`. */

export type Arn = { partition: string; service: string; region: string; account: string; resource: string };

/** Null for what is no ARN. The resource may itself hold colons. */
export function parseArn(text: string): Arn | null {
  const [arn, partition = '', service = '', region = '', account = '', ...rest] = text.split(':');
  const resource = rest.join(':');
  return arn === 'arn' && partition && service && resource ? { partition, service, region, account, resource } : null;
}

/** Where ARNs are built: from a question or from a resource that is known. */
export type Home = { partition: string; region: string; account: string };

/** For what AWS returns without its ARN. Of another owner: give its account. */
export const arnOf = (home: Home, service: string, resource: string, account = home.account): string =>
  `arn:${home.partition}:${service}:${home.region === 'global' ? '' : home.region}:${account}:${resource}`;

/** The last part of an ARN: `vol-1` of `volume/vol-1`, `my-function` of `function:my-function`. */
export const lastOf = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn;

/** What stands behind the first separator of the resource: `app/web` of `service/app/web`. */
export const tailOf = (arn: string): string => (parseArn(arn)?.resource ?? arn).replace(/^[^:/]*[:/]/, '');

/** `aws` everywhere but in China and in the clouds of the United States' government. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
