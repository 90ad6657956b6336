import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Connection, SyncRun } from '../../web/lib/api-types.generated.ts';
import { clean } from '../clean.ts';
import { exitCodes, usage } from '../failures.ts';
import { connectionList, listAll, pick } from '../pick.ts';
import { type Cli, signedIn, type Terminal } from '../session.ts';

const lookMs = 500;

type Options = { all?: boolean; wait?: boolean };

export function addSync(program: Command, terminal: Terminal): void {
  program
    .command('sync')
    .description('read what exists in an account now')
    .argument('[connection]', 'its name or id; not needed where there is one')
    .option('--all', 'every connection')
    .option('--wait', 'until it has ended')
    .addHelpText('after', '\nExamples:\n  $ aurora sync "Production AWS" --wait\n  $ aurora sync --all --wait --json')
    .action(signedIn(terminal, sync));
}

async function sync(cli: Cli, given: string | undefined, { all, wait }: Options): Promise<void> {
  if (all && given) throw usage('Say a connection, or --all.');
  const { api, out } = cli;
  const connections = all
    ? await listAll<Connection>(api, connectionList.path)
    : [await pick<Connection>(api, connectionList, given)];
  const runs = await Promise.all(connections.map(({ id }) => startSync(cli, id, wait)));
  const line = (run: SyncRun, at: number) => `${clean(connections[at]?.name ?? run.connectionId)}: ${syncText(run)}`;
  out.show(all ? { items: runs } : runs[0], () => runs.map(line).join('\n'));
  if (wait && runs.some(({ state }) => state !== 'complete')) cli.exit(exitCodes.refused);
}

async function startSync({ api }: Cli, connectionId: string, wait = false): Promise<SyncRun> {
  let run = await api.post<SyncRun>(`/connections/${connectionId}/sync`, { id: randomUUID() });
  while (wait && run.state === 'running') {
    await sleep(lookMs);
    run = await api.get<SyncRun>(`/sync-runs/${run.id}`);
  }
  return run;
}

function syncText({ state, reason, seen, created, updated, deleted }: SyncRun): string {
  if (state === 'running') return 'running';
  const counts = `${seen} seen, ${created} new, ${updated} changed, ${deleted} gone`;
  return `${state}, ${counts}${reason ? `. ${clean(reason)}` : ''}`;
}
