import { FileText } from 'lucide-react';
import Link from 'next/link';
import type { Passage } from '@/lib/api-types.generated.ts';
import { safePath } from '@/lib/safe-path.ts';
import { around, piecesOf, withoutMarks } from '@/lib/text-pieces.ts';

/** Characters that are shown around the sentence. */
const context = { before: 140, after: 220 };

/** A place that was found: its document, where in it, and the sentence that matched. */
export function Hit({ hit }: { hit: Passage }) {
  const { document, place, sentence, text, href } = hit;
  const { before, after } = around(
    text,
    { start: sentence.start, end: sentence.start + sentence.text.length },
    context,
  );
  const where = [
    ...place.headings.filter((heading) => heading !== document.title),
    ...(place.page === null ? [] : [`page ${place.page}`]),
  ];
  return (
    <li data-testid="hit" className="panel relative grid gap-1 px-3 py-2.5 hover:bg-hover">
      <p className="flex items-center gap-2">
        <FileText className="size-4 shrink-0 text-muted" aria-hidden />
        <Link href={safePath(href)} className="min-w-0 truncate font-medium after:absolute after:inset-0">
          {document.title}
        </Link>
        <span className="ml-auto shrink-0 text-muted text-xs max-sm:hidden">{document.sourceName}</span>
      </p>
      {where.length > 0 ? <p className="truncate text-muted text-xs">{where.join(' › ')}</p> : null}
      <p className="text-muted text-sm leading-relaxed [overflow-wrap:anywhere]">
        {withoutMarks(before)}
        <span className="text-foreground">
          {piecesOf(sentence.text, sentence.highlights).map(({ text: piece, marked }, at) =>
            marked ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
              <mark key={at} className="rounded-sm bg-warn-soft px-0.5 font-medium text-foreground">
                {piece}
              </mark>
            ) : (
              withoutMarks(piece)
            ),
          )}
        </span>
        {withoutMarks(after)}
      </p>
    </li>
  );
}
