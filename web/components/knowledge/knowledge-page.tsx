'use client';

import type { ComponentProps } from 'react';
import { Page } from '@/components/page.tsx';
import { SectionNav } from '@/components/section-nav.tsx';

const pages = [
  { href: '/knowledge', label: 'Search' },
  { href: '/knowledge/documents', label: 'Documents' },
  { href: '/knowledge/sources', label: 'Sources' },
  { href: '/knowledge/notes', label: 'Team memory' },
];

/** The frame of every page about what the team knows, with the way to the others. */
export const KnowledgePage = ({ children, ...head }: ComponentProps<typeof Page>) => (
  <Page {...head}>
    <SectionNav label="Knowledge" pages={pages} />
    {children}
  </Page>
);
