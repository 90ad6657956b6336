/** What a command works with. */
import type { Command } from 'commander';
import { type Environment, findAccount } from './account.ts';
import { type ApiClient, makeApiClient } from './api-client.ts';
import { makeOutput, type Output, type Stream } from './output.ts';

export type Terminal = {
  environment: Environment;
  stdin: NodeJS.ReadStream;
  stdout: Stream & NodeJS.WritableStream;
  stderr: Stream & NodeJS.WritableStream;
  /** Ends the command with a code where nothing went wrong that could be thrown, such as a run that failed. */
  exit(code: number): void;
};

export type Cli = Terminal & { api: ApiClient; out: Output };

/** An action of commander with the API of whoever is logged in: arguments, then options. */
export const signedIn =
  <Given extends unknown[]>(terminal: Terminal, action: (cli: Cli, ...given: Given) => Promise<void>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.pop() as Command;
    const { url, token } = await findAccount(terminal.environment);
    const cli = { ...terminal, api: makeApiClient(url, token), out: outputOf(terminal, command) };
    await action(cli, ...(given as Given));
  };

export const outputOf = ({ stdout, stderr }: Terminal, command: Command): Output =>
  makeOutput(command.optsWithGlobals<{ json?: boolean }>().json ?? false, stdout, stderr);
