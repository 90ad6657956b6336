/**
 * Loads one file in a process of its own, so that its memory is its own: `load.ts FILE SHA ORG IMPORT`.
 * Prints `{ ms, peakMb, kind }`; the peak is the kernel's, imports and runtime included.
 */
import { loadFiles } from '../../activities/billing/load.ts';
import { openDatabase } from '../../db/client.ts';

const [path = '', contentSha256 = '', orgId = '', importId = ''] = process.argv.slice(2);
const db = openDatabase(process.env.DATABASE_URL ?? '');
const started = performance.now();
const result = await loadFiles(db, { orgId, importId, contentSha256, files: [{ name: 'bill.csv', path }] });
const ms = performance.now() - started;
await db.close();
const peakMb = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(`${JSON.stringify({ ms, peakMb, kind: result.kind })}\n`);
