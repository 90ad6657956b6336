import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { DocumentTaken, KnowledgeSource } from '../../web/lib/api-types.generated.ts';
import { clean } from '../clean.ts';
import { usage } from '../failures.ts';
import { listAll, pick } from '../pick.ts';
import { type Cli, signedIn, type Terminal } from '../session.ts';

const sourceList = { path: '/knowledge/sources', what: 'source of documents', option: '--source' };
const ownName = 'Uploads';

export function addKnowledge(program: Command, terminal: Terminal): void {
  const knowledge = program.command('knowledge').description('documents that the agent searches');
  knowledge
    .command('add')
    .description('upload documents: Markdown, text, HTML, PDF or DOCX; the same name again is its next version')
    .argument('<files...>')
    .option(
      '--source <source>',
      `name or id of a source for uploads (default: the only one, or a new one named ${ownName})`,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ aurora knowledge add runbook.md\n  $ aurora knowledge add docs/*.pdf --source Handbooks',
    )
    .action(signedIn(terminal, add));
}

async function add(cli: Cli, files: string[], options: { source?: string }): Promise<void> {
  const { api, out, environment } = cli;
  // npm runs its scripts in the checkout's folder, whatever folder one is in.
  const from = environment.npm_lifecycle_event === 'aurora' ? (environment.INIT_CWD ?? '.') : '.';
  const paths = files.map((file) => resolve(from, file));
  await Promise.all(paths.map(requireFile));
  const source = await sourceFor(cli, options.source);
  const items: (DocumentTaken & { name: string })[] = [];
  for (const path of paths) {
    const name = basename(path);
    const at = `/knowledge/sources/${source.id}/documents?${new URLSearchParams({ name })}`;
    const taken = await api.upload<DocumentTaken>('POST', at, await openAsBlob(path));
    items.push({ name, ...taken });
    out.print(`${clean(name)}: ${taken.isNew ? 'taken in' : 'known already'}\n`);
  }
  out.line({ sourceId: source.id, items });
}

/** Before the first of many is sent. @throws Failure with exit code 2 */
async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw usage(`There is no file ${path}.`);
}

async function sourceFor({ api }: Cli, given: string | undefined): Promise<KnowledgeSource> {
  if (given !== undefined) return pick<KnowledgeSource>(api, sourceList, given);
  const all = await listAll<KnowledgeSource>(api, sourceList.path);
  const [only, ...more] = all.filter(({ kind }) => kind === 'upload');
  if (more.length > 0) throw usage('There are several sources for uploads: say which with --source.');
  return only ?? api.post<KnowledgeSource>('/knowledge/sources', { id: randomUUID(), name: ownName, kind: 'upload' });
}
