import type { Report } from '../finding.ts';

/** Names that some program reads with a meaning of its own, and what that would be. */
const meanings: [pattern: RegExp, rule: string, why: string][] = [
  [/(^|\/)\.terraform(\/|$)/, 'file-name', "is Terraform's own folder, which says where modules and providers lie"],
  [
    /(^|\/)(\.terraformrc|terraform\.rc|[^/]*\.tfrc(\.json)?)$/i,
    'cli-config',
    'is a configuration of the Terraform program, which can redirect providers',
  ],
  [/(^|\/)terraform\.d(\/|$)/, 'cli-config', 'is a folder in which Terraform looks for providers and credentials'],
  [/(^|\/)terraform-(provider|provisioner)-[^/]*$/, 'cli-config', 'is named like a provider program'],
  [
    /\.tfstate(\.|\/|$)|(^|\/)terraform\.tfstate|\.tfstate\.lock\.info$/,
    'file-name',
    'is a Terraform state, and the state of a project is kept elsewhere',
  ],
  [/(^|\/)aurora_[^/]*override\.tf\.json$/i, 'file-name', 'is a name that Aurora uses for its own settings'],
  [
    /\.(tftest|tfmock|tfstack|tfdeploy|tfcomponent|tfquery)\.(hcl|json)$/,
    'file-name',
    'holds a Terraform language that is not planned here',
  ],
  [/\.(tofu|tofutest\.hcl)(\.json)?$/, 'file-name', 'is read by OpenTofu alone; name it .tf'],
  [/(^|\/)\.git(\/|$)/, 'file-name', "is Git's own folder"],
];

/** File names and links, before anything is opened. */
export function fileNames(files: readonly string[], symlinks: Readonly<Record<string, string>>, report: Report): void {
  for (const file of files) {
    const problem = shapeProblem(file);
    if (problem) report('file-name', `"${printable(file)}" ${problem}.`, { file: printable(file) });
    for (const [pattern, rule, why] of meanings) {
      if (pattern.test(file)) report(rule, `"${printable(file)}" ${why}. Remove it.`, { file: printable(file) });
    }
  }
  const names = new Set(files);
  for (const file of files) {
    const parts = file.split('/');
    const folder = parts.map((_, index) => parts.slice(0, index).join('/')).find((parent) => names.has(parent));
    if (folder)
      report('file-name', `"${printable(folder)}" is a file and a folder at once.`, { file: printable(file) });
  }
  for (const [file, target] of Object.entries(symlinks))
    report(
      'symlink',
      `"${printable(file)}" is a symbolic link to "${printable(target)}". A project may hold no links: put the file itself there.`,
      { file: printable(file) },
    );
}

function shapeProblem(file: string): string | null {
  const parts = file.split('/');
  if (file.startsWith('/') || /^[A-Za-z]:/.test(file) || file.includes('\\')) return 'is no path inside the project';
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'is no plain path inside the project';
  if (/[^\x20-\x7e]/.test(file)) return 'has characters in its name that are not plain letters, digits and signs';
  return parts.some((part) => part !== part.trim()) ? 'has a name that begins or ends with a blank' : null;
}

const printable = (text: string) => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
