/**
 * Cuts a text into what is searched: by its sections, near one size, code and tables whole where they fit.
 *
 * A piece is a range of the stored text and nothing else, so that a hit can be shown where it stands.
 */
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import type { ChunkPlace, DocumentFormat } from '../../../db/model/knowledge.ts';
import { type Block, blocksOf } from './blocks.ts';
import { makeSlugs } from './slugs.ts';

/** `text.slice(start, end)` is the piece, in UTF-16 units. */
export type Piece = { start: number; end: number; place: ChunkPlace };

/** Characters. Small enough to be about one thing, large enough to be understood alone. */
const targetSize = 1_200;
const mostSize = 1_500;
/** What may not be cut well (code, tables) may be this long. */
const mostWhole = 4_000;

type Range = { start: number; end: number };

export async function splitText(text: string, format: DocumentFormat): Promise<Piece[]> {
  const pieces: Piece[] = [];
  const slug = makeSlugs();
  let headings: { level: number; title: string }[] = [];
  let place: ChunkPlace = { headings: [], anchor: null, page: null };
  let open: (Range & { onlyHeadings: boolean }) | undefined;

  const close = () => {
    if (open) pieces.push({ start: open.start, end: open.end, place });
    open = undefined;
  };
  const add = (range: Range, isHeading = false) => {
    if (open) open = { start: open.start, end: range.end, onlyHeadings: open.onlyHeadings && isHeading };
    else open = { ...range, onlyHeadings: isHeading };
  };
  const fits = ({ start, end }: Range, most: number) =>
    end - (open?.start ?? start) <= most &&
    (open === undefined || open.onlyHeadings || open.end - open.start < targetSize);

  const enter = (block: Extract<Block, { kind: 'heading' }>) => {
    // A heading right below a heading stays with it: alone it says nothing.
    if (!open?.onlyHeadings || open.end - open.start > mostSize) close();
    headings = [...headings.filter(({ level }) => level < block.level), { level: block.level, title: block.title }];
    place = { headings: headings.map(({ title }) => title), anchor: slug(block.title), page: place.page };
    add(block, true);
  };

  for (const block of blocksOf(text, format)) {
    if (block.kind === 'heading') enter(block);
    else if (block.kind === 'page') {
      close();
      place = { ...place, page: block.page };
    } else if (fits(block, block.kind === 'whole' ? Math.max(mostSize, mostWhole) : mostSize)) add(block);
    else {
      if (!open?.onlyHeadings) close();
      for (const range of await rangesOf(text, block)) {
        if (!fits(range, mostWhole)) close();
        add(range);
        close();
      }
    }
  }
  close();
  return pieces;
}

/** One range, or several of a block that is too long. */
async function rangesOf(text: string, block: Block): Promise<Range[]> {
  const most = block.kind === 'whole' ? mostWhole : mostSize;
  if (block.end - block.start <= most) return [block];
  const splitter = new RecursiveCharacterTextSplitter({
    chunkSize: block.kind === 'whole' ? mostSize : targetSize,
    chunkOverlap: 0,
    keepSeparator: true,
    separators: ['\n\n', '\n', '. ', '! ', '? ', '; ', ', ', ' ', ''],
  });
  const own = text.slice(block.start, block.end);
  const cuts = await splitter.splitText(own);
  // Each is a part of the text, in order, but for the white space around it.
  let from = 0;
  return cuts.flatMap((cut) => {
    const at = own.indexOf(cut, from);
    if (at < 0 || cut === '') return [];
    from = at + cut.length;
    const range = { start: beforePair(text, block.start + at), end: beforePair(text, block.start + from) };
    return range.end > range.start ? [range] : [];
  });
}

/** A cut between the two halves of a sign goes before it: half a sign is no text anywhere. */
const beforePair = (text: string, at: number): number => (/[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at);
