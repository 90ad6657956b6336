/**
 * The command `aurora`, on the public API alone. `cli/aurora.mjs` starts it; docs/cli.md tells how it is used.
 *
 * Standard output has the answer and nothing else; sentences about what went wrong go to standard error.
 */
import { CommanderError } from 'commander';
import { ApiProblem } from './api-client.ts';
import { clean } from './clean.ts';
import { exitCodeOf } from './failures.ts';
import { makeProgram } from './program.ts';

async function main(argv: string[]): Promise<number> {
  let code = 0;
  const { env: environment, stdin, stdout, stderr } = process;
  const exit = (given: number) => {
    code = given;
  };
  try {
    await makeProgram({ environment, stdin, stdout, stderr, exit }).parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what is wrong by itself.
    if (!(error instanceof CommanderError)) stderr.write(`${textOf(error, argv.includes('--json'))}\n`);
    return exitCodeOf(error);
  }
}

/** With --json the whole problem, so that scripts find its code, request id and details. */
function textOf(error: unknown, json: boolean): string {
  if (json && error instanceof ApiProblem) return JSON.stringify(error.problem);
  return clean(error instanceof Error ? error.message : String(error));
}

// Whoever reads the output may have seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
