/** What is known about all parts: stack.json and the env file, kept true while parts come and go. */
import { type Env, writeEnvFile } from './env-file.ts';
import type { Layout } from './layout.ts';
import { modelThatAnswers } from './model.ts';
import type { Part, PartName, StackContext } from './part.ts';
import type { Ports } from './ports.ts';
import { productEnv } from './product-env.ts';
import { loadSecrets } from './secrets.ts';
import { type PartStatus, type StackState, writeState } from './state.ts';

export type BoardOptions = { layout: Layout; ports: Ports; wishes: Env; leashed: boolean; signal: AbortSignal };

export type Board = {
  context: StackContext;
  state: StackState;
  /** Grows when a running stack is completed. */
  parts: Part[];
  add(part: Part): void;
  report(name: PartName, change: Partial<PartStatus>): void;
  update(change: Partial<StackState>): void;
};

export function makeBoard({ layout, ports, wishes, leashed, signal }: BoardOptions): Board {
  const own: Env = {};
  const parts: Part[] = [];
  const context: StackContext = {
    layout,
    ports,
    secrets: loadSecrets(layout.secretsFile),
    env: own,
    wishes,
    fullEnv: () => ({ ...own, ...wishes }),
    note: (name, note) => report(name, { note }),
    leashed,
    signal,
  };
  const state: StackState = {
    supervisor: { pid: process.pid },
    phase: 'starting',
    round: 0,
    startedAt: new Date().toISOString(),
    model: modelThatAnswers(wishes),
    ports,
    parts: {},
  };

  const isOurs = ({ name, replacedBy }: Part) =>
    !(replacedBy && wishes[replacedBy]) && state.parts[name]?.state !== 'skipped';

  const refreshEnv = () => {
    const next: Env = Object.assign(
      productEnv(context),
      ...parts.filter(isOurs).map((part) => part.env?.(context) ?? {}),
    );
    for (const name of Object.keys(own)) if (!(name in next)) delete own[name];
    Object.assign(own, next);
    quietly(() => writeEnvFile(layout.envFile, own));
  };
  const update = (change: Partial<StackState>) => {
    Object.assign(state, change);
    quietly(() => writeState(layout.stateFile, state));
  };
  const report = (name: PartName, change: Partial<PartStatus>) => {
    const status = state.parts[name];
    if (!status) return;
    Object.assign(status, change);
    if (change.state && ['running', 'done', 'skipped'].includes(change.state)) refreshEnv();
    update({});
  };
  const add = (part: Part) => {
    parts.push(part);
    const { title, optional, background } = part;
    state.parts[part.name] = { title, state: 'waiting', optional, background };
    refreshEnv();
    update({});
  };
  return { context, state, parts, add, report, update };
}

/** A full disk must not end the supervisor: what it knows is still in memory, and is written with the next change. */
function quietly(write: () => void): void {
  try {
    write();
  } catch (error) {
    console.error(error);
  }
}
