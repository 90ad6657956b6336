/** Times that a worker process measured, told to the benchmark that started it. */
import { clockMs } from './clock.ts';

export type Stamp = { name: string; atMs: number };

/** In the worker: says that something happened now. */
export function stamp(name: string): void {
  const now: Stamp = { name, atMs: clockMs() };
  process.send?.(now);
}
