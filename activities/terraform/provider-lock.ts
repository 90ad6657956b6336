/**
 * The dependency lock file, and why Terraform is given it without checksums.
 *
 * With checksums, each of `init`, `plan`, `show` and `apply` reads and hashes every provider again: 700 MB for AWS,
 * about half a second each on a fast machine. We hash a package once per machine instead (`provider-packages.ts`),
 * compare it with the full lock file ourselves, and hand Terraform the same versions without `hashes`,
 * which it takes as "checked by others". The full text is what is sealed and stored.
 */
import { AuroraError } from '../../platform/errors.ts';
import { blocksOf, type Expr, HclError } from './hcl/ast.ts';
import { parseHcl } from './hcl/body.ts';

export type LockedProvider = {
  /** registry.terraform.io/hashicorp/aws */
  address: string;
  version: string;
  constraints: string | null;
  /** h1: of the unpacked package, zh: of the archive. */
  hashes: string[];
};

/** @throws AuroraError `unprocessable` when the text is no lock file */
export function parseLockFile(text: string): LockedProvider[] {
  try {
    return blocksOf(parseHcl(text), 'provider').map(({ labels, body }) => {
      const find = (name: string) => body.attributes.find((attribute) => attribute.name === name)?.value;
      const version = string(find('version'));
      if (!labels[0] || version === null) throw new HclError('a provider without address or version', 1);
      const hashes = find('hashes');
      return {
        address: labels[0],
        version,
        constraints: string(find('constraints')),
        hashes: hashes?.kind === 'tuple' ? hashes.items.map(string).filter((item) => item !== null) : [],
      };
    });
  } catch (error) {
    if (!(error instanceof HclError)) throw error;
    throw new AuroraError({
      code: 'unprocessable',
      retryable: false,
      userMessage: `The file .terraform.lock.hcl cannot be read: line ${error.line}, ${error.message}. Delete it to let versions be chosen anew.`,
    });
  }
}

const string = (expr: Expr | undefined): string | null =>
  expr?.kind === 'literal' && typeof expr.value === 'string' ? expr.value : null;

/** The same selections in Terraform's own form, without checksums. */
export function withoutHashes(text: string): string {
  const blocks = parseLockFile(text).map(({ address, version, constraints }) => {
    const lines = [`  version     = ${JSON.stringify(version)}`];
    if (constraints !== null) lines.push(`  constraints = ${JSON.stringify(constraints)}`);
    return `provider ${JSON.stringify(address)} {\n${lines.join('\n')}\n}\n`;
  });
  return blocks.join('\n');
}

export const lockedVersions = (text: string): Record<string, string> =>
  Object.fromEntries(parseLockFile(text).map(({ address, version }) => [address, version]));
