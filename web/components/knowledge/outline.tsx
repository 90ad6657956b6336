'use client';

import type { DocumentText } from '@/lib/api-types.generated.ts';
import { headingId } from '@/lib/document-marks.ts';
import { FoldedOnPhone } from './folded-on-phone.tsx';

type OutlineProps = {
  text: DocumentText;
  /** For headings that are not in the part that is shown. */
  onFar: (start: number) => void;
};

/** The headings, to go to. */
export function Outline({ text: { outline, range }, onFar }: OutlineProps) {
  if (outline.length < 2) return null;
  const top = Math.min(...outline.map(({ level }) => level));
  const go = (anchor: string | null, start: number) => {
    const there = anchor === null ? null : document.getElementById(headingId(anchor));
    if (there && start >= range.start && start < range.end) there.scrollIntoView({ block: 'start' });
    else onFar(start);
  };
  const list = (
    <ol className="grid gap-0.5 text-sm">
      {outline.map(({ title, level, anchor, start }) => (
        <li key={start} style={{ paddingLeft: `${(level - top) * 0.75}rem` }}>
          <button
            type="button"
            onClick={() => go(anchor, start)}
            className="w-full truncate rounded px-1 py-0.5 text-left text-muted hover:bg-hover hover:text-foreground"
            title={title}
          >
            {title}
          </button>
        </li>
      ))}
    </ol>
  );
  return (
    <nav aria-label="Outline">
      <FoldedOnPhone title="Outline">{list}</FoldedOnPhone>
    </nav>
  );
}
