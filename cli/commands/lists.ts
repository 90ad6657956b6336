/** What there is: projects, resources, documents. */
import type { Command } from 'commander';
import type { Project, ResourcePage, SearchAnswer } from '../../web/lib/api-types.generated.ts';
import { clean } from '../clean.ts';
import { minute, table } from '../output.ts';
import { listAll } from '../pick.ts';
import { stateText } from '../run-text.ts';
import { type Cli, signedIn, type Terminal } from '../session.ts';
import { collect, wholeNumber } from '../values.ts';

export function addLists(program: Command, terminal: Terminal): void {
  program.command('projects').description('list the projects').action(signedIn(terminal, projects));

  program
    .command('resources')
    .description('search what exists in the connected accounts')
    .argument('[words]', 'in a name, id or tag')
    .option('--provider <name>', 'aws, azure, gcp, ovh or kubernetes')
    .option('--region <name>', 'such as eu-west-1')
    .option('--type <type>', 'of the provider, such as AWS::S3::Bucket')
    .option('--category <name>', 'such as storage')
    .option('--codification <state>', 'codified, drifted or unmanaged')
    .option('--tag <key[=value]>', 'several are all to be met', collect, [])
    .option('--limit <n>', 'at most', wholeNumber, 50)
    .addHelpText(
      'after',
      '\nExamples:\n  $ aurora resources logs --provider aws\n  $ aurora resources --tag team=web --json | jq -r ".items[].cloudId"',
    )
    .action(signedIn(terminal, resources));

  const docs = program.command('docs').description('what the team has written down');
  docs
    .command('search')
    .description('find the place in the documents')
    .argument('<question>')
    .option('--limit <n>', 'at most', wholeNumber, 5)
    .addHelpText('after', '\nExample:\n  $ aurora docs search "how do we rotate the database password"')
    .action(signedIn(terminal, search));
}

async function projects({ api, out }: Cli): Promise<void> {
  const items = await listAll<Project>(api, '/projects');
  out.show({ items }, () =>
    table(
      ['ID', 'NAME', 'REVISION', 'CONNECTIONS', 'LAST RUN'],
      items.map((one) => [
        one.id,
        one.name,
        one.latestRevision,
        one.connections.map(({ name }) => name).join(', '),
        one.lastRun ? `${one.lastRun.kind} ${stateText(one.lastRun.state)}` : null,
      ]),
    ),
  );
}

type ResourceOptions = {
  provider?: string;
  region?: string;
  type?: string;
  category?: string;
  codification?: string;
  tag: string[];
  limit: number;
};

async function resources({ api, out }: Cli, q: string | undefined, options: ResourceOptions): Promise<void> {
  const { type: nativeType, ...filters } = options;
  const page = await api.get<ResourcePage>('/resources', { q, nativeType, ...filters });
  const rows = page.items.map((one) => [
    one.name,
    one.nativeType,
    one.region,
    one.codification,
    minute(one.lastChangedAt),
    one.id,
  ]);
  out.show(page, () => table(['NAME', 'TYPE', 'REGION', 'CODE', 'CHANGED', 'ID'], rows));
  if (!out.json && page.nextCursor) out.note('There are more: filter, or raise --limit.');
}

async function search({ api, out }: Cli, q: string, { limit }: { limit: number }): Promise<void> {
  const answer = await api.get<SearchAnswer>('/knowledge/search', { q, limit });
  out.show(
    answer,
    () =>
      answer.hits
        .map(({ document, place, sentence }) => {
          const where = [document.title, ...place.headings, ...(place.page === null ? [] : [`page ${place.page}`])];
          return clean(`${where.join(' > ')}\n  ${sentence.text}\n  ${document.sourceName}: ${document.key}\n`);
        })
        .join('\n') || 'Nothing was found.',
  );
  if (!out.json && answer.note) out.note(clean(answer.note));
}
