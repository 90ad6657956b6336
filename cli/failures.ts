/** How the command ends: scripts read the code, people the sentence. */
import { CommanderError } from 'commander';
import type { Problem } from '../web/lib/api-types.generated.ts';
import { ApiProblem, Unreachable } from './api-client.ts';

export const exitCodes = { ok: 0, refused: 1, usage: 2, signedOut: 3, notFound: 4, unavailable: 5 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Something that did not come to a good end, in words. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.refused) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const usage = (message: string) => new Failure(message, exitCodes.usage);

export function exitCodeOf(error: unknown): number {
  if (error instanceof Failure) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof Unreachable) return exitCodes.unavailable;
  if (error instanceof ApiProblem) return ofProblem(error.problem);
  return exitCodes.refused;
}

function ofProblem({ status, retryable }: Problem): ExitCode {
  if (status === 401) return exitCodes.signedOut;
  if (status === 404) return exitCodes.notFound;
  if (status === 400) return exitCodes.usage;
  return retryable || status >= 500 ? exitCodes.unavailable : exitCodes.refused;
}
