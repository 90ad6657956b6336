/**
 * Kills the real processes of the running stack, while a user works, and looks at what the user sees.
 *
 * One file, because the parts are shared: what is killed for one case would be missed by another beside it.
 * For the same reason nothing else may run on this stack meanwhile.
 */
import { describe } from 'vitest';
import { applyCases } from './apply.cases.ts';
import { conversationCases } from './conversation.cases.ts';
import { diskCases } from './disk.cases.ts';
import { runCases } from './runs.cases.ts';
import { stackIsUp } from './support/parts.ts';
import { vaultCases } from './vault.cases.ts';

if (!stackIsUp) process.stdout.write('  chaos: skipped, no stack runs here (AURORA_DATA_DIR names none).\n');

describe.skipIf(!stackIsUp)('when processes are killed', () => {
  conversationCases();
  runCases();
  applyCases();
  vaultCases();
  diskCases();
});
