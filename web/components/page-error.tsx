'use client';

import { useEffect } from 'react';
import { Button } from '@/components/ui/button.tsx';

/** For what nobody foresaw: what it means, and two ways on. */
export function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => console.error(error), [error]);
  return (
    <main role="alert" className="grid h-full place-items-center p-6">
      <div className="grid max-w-sm gap-3">
        <h1 className="font-semibold text-lg">This page broke</h1>
        <p className="text-muted">
          What runs goes on running: only the view of it failed. Draw the page again, or reload it.
        </p>
        {error.digest ? <p className="font-mono text-faint text-xs">{error.digest}</p> : null}
        <div className="flex gap-2">
          <Button look="primary" onClick={reset}>
            Draw it again
          </Button>
          <Button onClick={() => window.location.reload()}>Reload</Button>
        </div>
      </div>
    </main>
  );
}
