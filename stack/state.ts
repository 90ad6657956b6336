/** `.aurora/stack.json`: what runs where. Written by the supervisor alone, read by everybody. */
import { readJson, writeWhole } from './files.ts';
import type { PartName } from './part.ts';
import type { Ports } from './ports.ts';

export type PartState =
  | 'waiting'
  | 'starting'
  | 'running'
  | 'done'
  | 'restarting'
  | 'failed'
  | 'blocked'
  | 'skipped'
  | 'stopped';

export type PartStatus = {
  title: string;
  state: PartState;
  url?: string;
  port?: number;
  pid?: number;
  version?: string;
  /** From the moment its needs were met to the moment it could be used. */
  startedInMs?: number;
  /** What it is doing, or why it is not there. */
  note?: string;
  /** The end of its log, where it gave up. */
  log?: string;
  /** What people can do about it. */
  help?: string;
  optional?: boolean;
  background?: boolean;
  /** Unexpected ends since the supervisor started. */
  deaths?: number;
  lastDeathAt?: string;
};

export type StackState = {
  supervisor?: { pid: number };
  phase: 'starting' | 'running' | 'stopping' | 'stopped';
  /** How many starts and completions are over. */
  round: number;
  startedAt?: string;
  /** Of the last round: until nothing that `npm start` waits for was left to come. */
  readyInMs?: number;
  model?: string;
  /** By port name; kept over restarts. */
  ports: Ports;
  parts: Partial<Record<PartName, PartStatus>>;
};

export function readState(file: string): StackState | undefined {
  return readJson<StackState>(file);
}

export function writeState(file: string, state: StackState): void {
  writeWhole(file, `${JSON.stringify(state, null, 2)}\n`);
}

/** Parts whose absence makes a start a failure. */
export function missingParts(state: StackState): PartStatus[] {
  return Object.values(state.parts).filter((part) => !part.optional && ['failed', 'blocked'].includes(part.state));
}
