/** A stack of their own for tests: another data folder, free ports, in this process. */
import { AuroraError } from '../platform/errors.ts';
import type { Env } from './env-file.ts';
import { layoutOf } from './layout.ts';
import { sendSignal } from './processes.ts';
import { choose } from './selection.ts';
import { missingParts, type StackState } from './state.ts';
import { supervise } from './supervisor.ts';

export type EnsureOptions = {
  /** Absolute, or relative to the checkout. Kept after `stop`: the same folder brings the same data back. */
  dataDir: string;
  /** `deps`: servers and migrations. `all`: API, worker and web too. */
  only?: 'deps' | 'all';
  noWeb?: boolean;
  /** On top of what the stack generates, such as the address of a stub model. */
  env?: Env;
};

export type EnsuredStack = {
  /** Every variable that the product's processes are started with. */
  env: Env;
  state(): StackState;
  /** @param hurry kills instead of asking: right for a folder that is thrown away */
  stop(options?: { hurry?: boolean }): Promise<void>;
};

/**
 * Parts that nobody waits for are started too: their variables are there at once, they themselves come when they can.
 * A person's own values (`.env`, shell) are not looked at: tests must not reach real accounts or somebody's servers.
 *
 * @throws AuroraError `dependency_unavailable` with the reasons, after everything that did start is stopped again
 */
export async function ensureStack({ dataDir, only = 'deps', noWeb, env }: EnsureOptions): Promise<EnsuredStack> {
  const parts = choose({ only, noWeb });
  const supervisor = await supervise({ layout: layoutOf(dataDir), parts, wishes: env ?? {}, leashed: true });
  // Where there is no leash (not Linux), an exit of the test runner must still not leave servers behind.
  const killAll = () => {
    for (const { pid } of Object.values(supervisor.state().parts)) if (pid) sendSignal(pid, 'SIGKILL');
  };
  process.once('exit', killAll);
  const stop = async ({ hurry = false } = {}) => {
    await supervisor.stop(hurry);
    process.removeListener('exit', killAll);
  };
  const missing = missingParts(await supervisor.started);
  if (missing.length === 0) return { env: supervisor.context.fullEnv(), state: supervisor.state, stop };
  await stop({ hurry: true });
  throw new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage: missing.map(({ title, note, log }) => `${title}: ${note ?? ''}\n${log ?? ''}`).join('\n'),
  });
}
