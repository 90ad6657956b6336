import { randomUUID } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { Project, Session } from '../../web/lib/api-types.generated.ts';
import { ask } from '../ask.ts';
import { converse, type TurnEnd } from '../converse.ts';
import { exitCodes, usage } from '../failures.ts';
import { pick, projectList } from '../pick.ts';
import { type Cli, signedIn, type Terminal } from '../session.ts';

type Options = { session?: string; project?: string; model?: string; wait?: boolean };

const examples = `
Without MESSAGE it reads standard input; on a terminal it asks for one message after the other. Ctrl-C stops the answer.

Examples:
  $ aurora chat "what did we spend on databases last month?"
  $ aurora chat --wait "create a private S3 bucket for our access logs"
  $ aurora chat --session SESSION "and with versioning"
  $ git diff | aurora chat --json | jq -r 'select(.event.type == "message.completed").event.payload.text'`;

export function addChat(program: Command, terminal: Terminal): void {
  program
    .command('chat')
    .description('ask the agent, or tell it what you want')
    .argument('[message]')
    .option('--session <id>', 'go on with a conversation')
    .option('--project <project>', 'of a new conversation, by name or id')
    .option('--model <model>', 'of a new conversation')
    .option('--wait', 'when it proposes a change: until people have decided and the run has ended')
    .addHelpText('after', examples)
    .action(signedIn(terminal, chat));
}

async function chat(cli: Cli, given: string | undefined, options: Options): Promise<void> {
  if (given === undefined && cli.stdin.isTTY && !cli.out.json) return talk(cli, options);
  const message = (given ?? (await readAll(cli.stdin))).trim();
  if (!message) throw usage('There is no message: give it as an argument or over standard input.');
  const session = await openSession(cli, options);
  const end = await converse(cli, session.id, message, options.wait ?? false);
  if (!options.session) hint(cli, session.id);
  finish(cli, end);
}

/** One message after the other, until the input ends. */
async function talk(cli: Cli, options: Options): Promise<void> {
  const session = await openSession(cli, options);
  const history: string[] = [];
  for (;;) {
    const message = await ask(cli, styleText('bold', 'You: '), { history });
    if (message === null) return hint(cli, session.id);
    if (!message) continue;
    history.unshift(message);
    await converse(cli, session.id, message, options.wait ?? false);
  }
}

function openSession({ api }: Cli, options: Options): Promise<Session> {
  if (options.session) return api.get<Session>(`/sessions/${encodeURIComponent(options.session)}`);
  return newSession({ api }, options);
}

async function newSession({ api }: Pick<Cli, 'api'>, { project, model }: Options): Promise<Session> {
  const projectId = project === undefined ? undefined : (await pick<Project>(api, projectList, project)).id;
  return api.post<Session>('/sessions', { id: randomUUID(), projectId, model });
}

function hint({ out }: Cli, sessionId: string): void {
  if (!out.json) out.note(styleText('dim', `Go on with: aurora chat --session ${sessionId}`));
}

function finish(cli: Cli, end: TurnEnd): void {
  if (end.turn === 'failed' || end.turn === 'stopped' || end.runWentWell === false) cli.exit(exitCodes.refused);
}
