import { Command } from 'commander';
import { addChat } from './commands/chat.ts';
import { addCost } from './commands/cost.ts';
import { addDecisions } from './commands/decide.ts';
import { addKnowledge } from './commands/knowledge.ts';
import { addLists } from './commands/lists.ts';
import { addLogin } from './commands/login.ts';
import { addRuns } from './commands/runs.ts';
import { addSync } from './commands/sync.ts';
import { addWhoami } from './commands/whoami.ts';
import type { Terminal } from './session.ts';

const codes = `
Exit codes: 0 done; 1 refused, or it did not end well; 2 used wrongly; 3 not logged in; 4 not found; 5 unavailable.
Scripts: set AURORA_URL and AURORA_TOKEN, and use --json. See docs/cli.md.`;

export function makeProgram(terminal: Terminal): Command {
  const program = new Command('aurora')
    .description('Run cloud infrastructure by conversation, from a terminal.')
    .option('--json', 'answer with the JSON of the API: one document, or a line an event where it streams')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .exitOverride()
    .showHelpAfterError('Run it with --help for examples.')
    .addHelpText('after', codes);
  addLogin(program, terminal);
  addWhoami(program, terminal);
  addChat(program, terminal);
  addRuns(program, terminal);
  addDecisions(program, terminal);
  addSync(program, terminal);
  addCost(program, terminal);
  addLists(program, terminal);
  addKnowledge(program, terminal);
  return program;
}
