'use client';

import Link from 'next/link';
import { memo } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

/** How answers cite resources and documents. Only these stay in the app: any other address is somebody else's. */
const isOwnPage = (href: string | undefined): href is string =>
  /^\/(inventory\/[0-9a-f-]{36}|knowledge\/documents\/[0-9a-f-]{36}(\?chunk=[0-9a-f-]{36})?|knowledge\/notes)$/.test(
    href ?? '',
  );

/**
 * A model's text is untrusted: raw HTML is not rendered, and a picture would be fetched from wherever the
 * model (or a page it read) says, so it becomes a link that a person may follow.
 */
export const safeParts: Components = {
  a: ({ href, children }) =>
    isOwnPage(href) ? (
      <Link href={href}>{children}</Link>
    ) : (
      <a href={href} target="_blank" rel="noreferrer noopener nofollow">
        {children}
      </a>
    ),
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer noopener nofollow">
      {alt || 'picture'}
    </a>
  ),
};

export const Answer = memo(function Answer({ text }: { text: string }) {
  return (
    <div className="prose-answer">
      <Markdown remarkPlugins={[remarkGfm]} components={safeParts}>
        {text}
      </Markdown>
    </div>
  );
});
