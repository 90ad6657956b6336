/** What the nodes of one step share. */
import type { StructuredToolInterface } from '@langchain/core/tools';
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
  /** Counted by Temporal from 1. */
  attempt: number;
  /** An earlier attempt may have kept this step's answer or results: look before anything is asked or run again. */
  mayBeKept: boolean;
};
