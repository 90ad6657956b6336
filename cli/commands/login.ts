/** The token is asked for or comes over standard input, never as an argument: those are seen by all on a machine. */
import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { Me } from '../../web/lib/api-types.generated.ts';
import { cleanUrl, defaultUrl, forgetAccount, isExposed, keepAccount, keptAccount } from '../account.ts';
import { makeApiClient } from '../api-client.ts';
import { ask } from '../ask.ts';
import { clean } from '../clean.ts';
import { usage } from '../failures.ts';
import { outputOf, type Terminal } from '../session.ts';

export function addLogin(program: Command, terminal: Terminal): void {
  program
    .command('login')
    .description('keep an address and a personal token for the commands to come')
    .option('--url <url>', `of the API (default: AURORA_URL, or ${defaultUrl})`)
    .addHelpText(
      'after',
      '\nExamples:\n  $ aurora login\n  $ aurora login --url https://aurora.example.com < token.txt',
    )
    .action((options: { url?: string }, command: Command) => login(terminal, options, command));
  program
    .command('logout')
    .description('forget the token on this machine; revoke it in Aurora under Settings')
    .action(() => forgetAccount(terminal.environment));
}

async function login(terminal: Terminal, options: { url?: string }, command: Command): Promise<void> {
  const out = outputOf(terminal, command);
  const { environment, stdin } = terminal;
  const kept = await keptAccount(environment).catch(() => undefined);
  const known = options.url || environment.AURORA_URL;
  const suggested = kept?.url || environment.API_URL || defaultUrl;
  const url = cleanUrl(
    known || (stdin.isTTY && (await ask(terminal, `Address of the API [${suggested}]: `))) || suggested,
  );
  const typed = stdin.isTTY ? await ask(terminal, 'Personal token: ', { hidden: true }) : await readAll(stdin);
  const token = typed?.trim();
  if (!token)
    throw usage(
      'There is no token. Make one in Aurora under Settings, and type it here or send it over standard input.',
    );
  if (isExposed(url))
    out.note(`Warning: over ${url} the token can be read on the way. Use https where it leaves this machine.`);
  const me = await makeApiClient(url, token).get<Me>('/me');
  const file = await keepAccount(environment, { url, token });
  out.show(me, () => `Logged in as ${clean(me.user.name)} (${me.role}) at ${url}. The token is in ${file}.`);
}
