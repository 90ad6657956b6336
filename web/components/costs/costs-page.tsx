'use client';

import type { ReactNode } from 'react';
import { Page } from '@/components/page.tsx';
import { SectionNav } from '@/components/section-nav.tsx';

const pages = [
  { href: '/costs', label: 'Overview' },
  { href: '/costs/explore', label: 'Explore' },
  { href: '/costs/anomalies', label: 'Anomalies' },
  { href: '/costs/budgets', label: 'Budgets' },
  { href: '/costs/findings', label: 'Findings' },
  { href: '/costs/accounts', label: 'Billing accounts' },
];

type CostsPageProps = { title: ReactNode; note?: ReactNode; actions?: ReactNode; children: ReactNode };

/** The frame of every page about costs, with the way to the others. */
export const CostsPage = ({ children, ...head }: CostsPageProps) => (
  <Page {...head}>
    <SectionNav label="Costs" pages={pages} />
    {children}
  </Page>
);
