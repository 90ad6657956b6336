/** `knowledge`: what is found, and what people are told of. */
import type { Bench } from '../bench.ts';
import type { Figures, Report } from '../support/report.ts';
import { chunkFigures } from './chunks.ts';
import { noticeFigures } from './notices.ts';

const parts: ((bench: Bench) => Promise<Figures>)[] = [noticeFigures, chunkFigures];

export async function knowledge(bench: Bench): Promise<Report> {
  const found: Figures[] = [];
  for (const part of parts) {
    bench.signal.throwIfAborted();
    found.push(await part(bench));
  }
  return {
    title: 'knowledge: notices that reach people, chunks that are written and found',
    rows: found.flatMap(({ rows }) => rows ?? []),
    notes: found.flatMap(({ notes }) => notes),
    figures: Object.assign({}, ...found.map(({ figures }) => figures)),
    targets: found.flatMap(({ targets }) => targets),
  };
}
