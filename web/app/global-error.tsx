'use client';

import { PageError } from '@/components/page-error.tsx';
import './globals.css';

export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body className="h-dvh">
        <PageError {...props} />
      </body>
    </html>
  );
}
