/**
 * Where Terraform gets its providers from: a person's own CLI configuration, else mirrors found on this machine.
 *
 * Format and implied mirror directories: https://developer.hashicorp.com/terraform/cli/config/config-file
 */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';

const registry = 'registry.terraform.io';

/** Terraform's own list for Unix and macOS, and any folder under /opt that holds the registry's name. */
export function mirrorFolders(home = homedir(), opt = '/opt'): string[] {
  const dataDirs = (process.env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':');
  const implied = [
    join(home, '.terraform.d', 'plugins'),
    join(process.env.XDG_DATA_HOME || join(home, '.local', 'share'), 'terraform', 'plugins'),
    ...dataDirs.map((folder) => join(folder, 'terraform', 'plugins')),
    ...(process.platform === 'darwin' ? [join(home, 'Library', 'Application Support', 'io.terraform', 'plugins')] : []),
  ];
  return [...implied, ...folders(opt).map((name) => join(opt, name))].filter((folder) =>
    existsSync(join(folder, registry)),
  );
}

/** @returns addresses such as `registry.terraform.io/hashicorp/aws` */
export function providersIn(mirror: string): string[] {
  return folders(join(mirror, registry)).flatMap((namespace) =>
    folders(join(mirror, registry, namespace)).map((name) => `${registry}/${namespace}/${name}`),
  );
}

/**
 * What a mirror has comes only from there: with `direct` left open for it, Terraform would ask the registry for newer
 * versions, and wait where there is no network.
 */
export function cliConfigText(mirrors: { path: string; providers: string[] }[]): string {
  const list = (items: string[]) => `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
  const blocks = mirrors.map(
    ({ path, providers }) =>
      `  filesystem_mirror {\n    path    = ${JSON.stringify(path)}\n    include = ${list(providers)}\n  }\n`,
  );
  const all = [...new Set(mirrors.flatMap(({ providers }) => providers))];
  const direct = `  direct {\n    exclude = ${list(all)}\n  }\n`;
  return `# Written by the stack at every start.\ndisable_checkpoint = true\n\nprovider_installation {\n${blocks.join('')}${direct}}\n`;
}

/**
 * @param target where to write an own configuration
 * @param own what TF_CLI_CONFIG_FILE names, when that file exists
 * @returns the file that Terraform should read; undefined when its own defaults are right
 */
export function providerConfig(target: string, own?: string, home = homedir(), opt = '/opt'): string | undefined {
  const persons = [own, join(home, '.terraformrc')].find((file) => file && existsSync(file));
  if (persons) return persons;
  const mirrors = mirrorFolders(home, opt).map((path) => ({ path, providers: providersIn(path) }));
  if (mirrors.length === 0) return undefined;
  writeWhole(target, cliConfigText(mirrors));
  return target;
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name);
}
