/** `npm run status`: the table of stack.json, corrected by what really lives. */
import { layoutOf } from '../layout.ts';
import { lockOwner } from '../lock.ts';
import { isAlive } from '../processes.ts';
import { screen } from '../screen.ts';
import { readState, type StackState } from '../state.ts';

/** @returns exit code 0 when everything that should run runs, 3 when the stack is down (as init scripts say it) */
export async function status({ json = false } = {}): Promise<number> {
  const layout = layoutOf();
  const kept = readState(layout.stateFile);
  if (!kept) {
    console.log(
      json ? '{"phase":"stopped","parts":{}}' : 'Aurora has not been started in this checkout. npm start does.',
    );
    return 3;
  }
  const state = withLiveness(kept, lockOwner(layout.lockFile) !== undefined);
  console.log(json ? JSON.stringify(state, null, 2) : screen(state, layout));
  if (state.phase === 'stopped') return 3;
  return Object.values(state.parts).some((part) => part.state === 'failed' && !part.optional) ? 1 : 0;
}

/** stack.json says what was true when it was written. A kill -9 writes nothing. */
export function withLiveness(state: StackState, supervised: boolean): StackState {
  const parts = Object.fromEntries(
    Object.entries(state.parts).map(([name, part]) => {
      const dead = part.pid !== undefined && !isAlive(part.pid);
      const lost = part.state === 'running' && (dead || part.pid === undefined);
      if (lost) return [name, { ...part, state: 'stopped' as const, note: 'not running', pid: undefined }];
      if (!supervised && part.state === 'running')
        return [name, { ...part, note: 'left behind by a killed supervisor' }];
      return [name, part];
    }),
  );
  return { ...state, parts, phase: supervised ? state.phase : 'stopped' };
}
