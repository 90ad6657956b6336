/** `estate`: 100,000 resources and 250,000 edges of a stub account, synced by the real worker and then asked about. */
import type { Bench } from '../bench.ts';
import type { Figures, Report } from '../support/report.ts';
import { type EstateAccount, openAccount, size } from './account.ts';
import { questionFigures } from './questions.ts';
import { syncFigures } from './sync.ts';

/** In this order: the first loads what the later ones ask about. */
const parts: ((bench: Bench, estate: EstateAccount) => Promise<Figures>)[] = [syncFigures, questionFigures];

export async function estate(bench: Bench): Promise<Report> {
  const account = await openAccount(bench);
  try {
    const found: Figures[] = [];
    for (const part of parts) {
      bench.signal.throwIfAborted();
      found.push(await part(bench, account));
    }
    return {
      title: `estate: ${size.resources} resources and ${size.edges} edges of a stub account`,
      rows: found.flatMap(({ rows }) => rows ?? []),
      notes: found.flatMap(({ notes }) => notes),
      figures: Object.assign({}, ...found.map(({ figures }) => figures)),
      targets: found.flatMap(({ targets }) => targets),
    };
  } finally {
    await account.close();
  }
}
