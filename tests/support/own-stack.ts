/**
 * Gives each test process of vitest the stack that is its own. Files of two processes run at once, and what sweeps,
 * counts or restarts must not meet the rows of the other.
 */
import { z } from 'zod';

const Stacks = z.array(z.record(z.string(), z.string())).min(1);

const given = process.env.AURORA_TEST_STACKS;
if (given) {
  const stacks = Stacks.parse(JSON.parse(given));
  // Between 1 and vitest's maxWorkers, and one process at a time has it.
  const place = (Number(process.env.VITEST_POOL_ID ?? 1) - 1) % stacks.length;
  Object.assign(process.env, stacks[place]);
}
