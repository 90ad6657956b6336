/** Loads one file in a process that a test may kill: `load-process.ts FILE SHA ORG IMPORT`. */
import { loadFiles } from '../../../activities/billing/load.ts';
import { openDatabase } from '../../../db/client.ts';

const [path = '', contentSha256 = '', orgId = '', importId = ''] = process.argv.slice(2);
const db = openDatabase(process.env.DATABASE_URL ?? '');
const files = [{ name: 'bill.csv', path }];
await loadFiles(db, { orgId, importId, contentSha256, files }, { rowsABatch: 2_048 });
await db.close();
