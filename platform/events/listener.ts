/** One LISTEN connection per process, told which stream has a new event; the row itself is read by whoever cares. */
import type { Health } from '../health.ts';
import type { Logger } from '../log.ts';

/** "Something may have been missed: look yourself." */
export const lookYourself = -1;

export type EventListener = {
  /** Calls back with each new seq of the stream, or `lookYourself` after every (re)connect. Returns the way out. */
  subscribe(stream: string, callback: (seq: number) => void): () => void;
  /** Resolves once the first connection listens. */
  ready(): Promise<void>;
  health(): Promise<Health>;
  close(): Promise<void>;
};

export declare function makeEventListener(databaseUrl: string, log: Logger): EventListener;
