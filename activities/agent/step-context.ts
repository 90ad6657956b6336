/** What the nodes of one step share. */
import type { StructuredToolInterface } from '@langchain/core/tools';
import type { KeptNote } from '../../db/knowledge/memory-notes.ts';
import type { Message } from '../../db/messages.ts';
import type { Logger } from '../../platform/log.ts';
import type { WorkerDeps } from '../deps.ts';
import type { TokenStream } from './token-stream.ts';
import type { TurnContext } from './turn-context.ts';

export type StepContext = {
  deps: WorkerDeps;
  log: Logger;
  turn: TurnContext;
  tokens: TokenStream;
  tools: StructuredToolInterface[];
  /** Of the first step only: the conversation up to and with this turn. */
  transcript: Message[];
  /** What people keep for the agent. */
  notes: KeptNote[];
  /** Counted by Temporal from 1. */
  attempt: number;
  /** An earlier attempt may have kept this step's answer or results: look before anything is asked or run again. */
  mayBeKept: boolean;
};
