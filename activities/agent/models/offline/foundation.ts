/** What every project needs before its first resource: which provider, which version, which region. */
import { append, type Files } from './hcl/edit.ts';
import { type Block, scan } from './hcl/scan.ts';
import { topBlock } from './hcl/write.ts';

/** The provider version that the recipes are written for and tried with. */
const awsVersion = '~> 5.0';
const terraformVersion = '>= 1.5';

/**
 * Adds `versions.tf` and `providers.tf` where no file of the project has what would stand in them.
 *
 * @returns the files, and the names of those that were added
 */
export function withFoundation(files: Files, region: string): { files: Files; added: string[] } {
  const blocks = Object.entries(files).flatMap(([file, text]) => (file.endsWith('.tf') ? scan(text) : []));
  const needed: [string, string][] = [];
  if (!blocks.some(namesProviders)) needed.push(['versions.tf', versions(blocks)]);
  if (!blocks.some(isAwsProvider)) needed.push(['providers.tf', provider(region)]);
  const all = needed.reduce<Files>((sofar, [file, text]) => append(sofar, file, text), files);
  return { files: all, added: needed.map(([file]) => file).filter((file) => !(file in files)) };
}

const namesProviders = (block: Block) =>
  block.type === 'terraform' && block.blocks.some(({ type }) => type === 'required_providers');
const isAwsProvider = ({ type, labels }: Block) => type === 'provider' && labels[0] === 'aws';

function versions(blocks: readonly Block[]): string {
  const pinned = blocks.some(
    ({ type, attributes }) => type === 'terraform' && attributes.some(({ name }) => name === 'required_version'),
  );
  const providers = {
    block: 'required_providers',
    body: [['aws', { source: 'hashicorp/aws', version: awsVersion }]],
  } as const;
  return pinned
    ? topBlock('terraform', providers)
    : topBlock('terraform', ['required_version', terraformVersion], providers);
}

const provider = (region: string) =>
  topBlock('provider "aws"', ['region', region], {
    block: 'default_tags',
    body: [['tags', { ManagedBy: 'aurora' }]],
  });
