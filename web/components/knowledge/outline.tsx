'use client';

import type { DocumentText } from '@/lib/api-types.generated.ts';
import { headingId } from '@/lib/document-marks.ts';

type OutlineProps = {
  text: DocumentText;
  /** For headings that are not in the part that is shown. */
  onFar: (start: number) => void;
};

/** The headings, to go to. Folded on a phone, where it stands above the text. */
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
      <h2 className="mb-1 font-semibold text-sm max-lg:hidden">Outline</h2>
      <div className="max-lg:hidden">{list}</div>
      <details className="lg:hidden">
        <summary className="cursor-pointer font-semibold text-sm">Outline</summary>
        <div className="mt-1">{list}</div>
      </details>
    </nav>
  );
}
