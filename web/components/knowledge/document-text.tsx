'use client';

import { memo, useEffect, useRef } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { safeParts } from '@/components/chat/markdown.tsx';
import { type DocumentMarks, documentMarks, headingId } from '@/lib/document-marks.ts';

/**
 * A document is somebody else's text: raw HTML is not rendered, and nothing is fetched from where it says. Links
 * inside of it go to its headings; those to its neighbours lead nowhere here and are shown as text.
 */
const parts: Components = {
  ...safeParts,
  a: ({ href = '', children }) => {
    if (href.startsWith('#')) return <a href={`#${headingId(href.slice(1))}`}>{children}</a>;
    if (!/^(https?|mailto):/i.test(href)) return <span title={href}>{children}</span>;
    return (
      <a href={href} target="_blank" rel="noreferrer noopener nofollow">
        {children}
      </a>
    );
  },
};

type DocumentTextProps = { text: string; marks: DocumentMarks };

/** The text as Markdown, with the place that was asked for marked and scrolled to. */
export const DocumentText = memo(function DocumentText({ text, marks }: DocumentTextProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (marks.place) box.current?.querySelector('[data-place]')?.scrollIntoView({ block: 'center' });
  }, [marks]);
  return (
    <div
      ref={box}
      data-testid="document-text"
      className="prose-answer [&_[data-marked]]:scroll-mt-16 [&_[data-marked]]:rounded-sm [&_[data-marked]]:bg-warn-soft [&_[data-marked]]:shadow-[-3px_0_0_var(--warn)] [&_:is(h1,h2,h3,h4,h5,h6)]:scroll-mt-4"
    >
      <Markdown remarkPlugins={[remarkGfm]} rehypePlugins={[[documentMarks, marks]]} components={parts}>
        {text}
      </Markdown>
    </div>
  );
});
