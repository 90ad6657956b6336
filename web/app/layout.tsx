import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '@/components/providers.tsx';
import { nonceIn } from '@/lib/server/page-headers.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Aurora', template: '%s · Aurora' },
  description: 'Cloud infrastructure by conversation',
  robots: { index: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f9fafb' },
    { media: '(prefers-color-scheme: dark)', color: '#12191d' },
  ],
};

/** Asking for the request's headers also keeps Next from building a page ahead: a nonce is good for one request. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = nonceIn((await headers()).get('content-security-policy'));
  return (
    <html lang="en" suppressHydrationWarning>
      <body className="h-dvh overflow-hidden">
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  );
}
