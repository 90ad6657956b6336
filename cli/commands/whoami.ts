import type { Command } from 'commander';
import type { Me } from '../../web/lib/api-types.generated.ts';
import { clean } from '../clean.ts';
import { minute } from '../output.ts';
import { type Cli, signedIn, type Terminal } from '../session.ts';

export function addWhoami(program: Command, terminal: Terminal): void {
  program
    .command('whoami')
    .description('who the token speaks for, where, and what it may do')
    .action(signedIn(terminal, whoami));
}

async function whoami({ api, out }: Cli): Promise<void> {
  const me = await api.get<Me>('/me');
  out.show(me, () =>
    [
      `${clean(me.user.name)} <${me.user.email}> as ${me.role}`,
      `${clean(me.organisation.name)} at ${api.apiUrl}`,
      ...(me.token ? [`token "${clean(me.token.name)}", until ${minute(me.token.expiresAt)}`] : []),
    ].join('\n'),
  );
}
