'use client';

import type { ReactNode } from 'react';
import { Page } from '@/components/page.tsx';
import { SectionNav } from '@/components/section-nav.tsx';

const pages = [
  { href: '/integrations', label: 'Places' },
  { href: '/integrations/channels', label: 'Channels and rules' },
  { href: '/integrations/deliveries', label: 'Deliveries' },
];

type IntegrationsPageProps = { note: ReactNode; actions?: ReactNode; children: ReactNode };

/** The frame of the pages about where people are reached outside of Aurora. */
export const IntegrationsPage = ({ children, ...head }: IntegrationsPageProps) => (
  <Page title="Integrations" {...head}>
    <SectionNav label="Integrations" pages={pages} />
    {children}
  </Page>
);
