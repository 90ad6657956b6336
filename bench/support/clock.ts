/**
 * Milliseconds of the machine's monotonic clock: stamps of different processes on one machine can be compared
 * (Linux CLOCK_MONOTONIC, which `process.hrtime` reads), where `performance.now()` counts from each process's start.
 */
export const clockMs = (): number => Number(process.hrtime.bigint()) / 1e6;
