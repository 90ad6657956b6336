'use client';

import { LoaderCircle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import type { Integration } from '@/lib/api-types.generated.ts';
import { useMakeLinkCode } from '@/lib/settings-queries.ts';

/** A code that, written there by the person, proves who they are. The page waits for it. */
export function LinkCodeCard({ place, close }: { place: Integration; close: () => void }) {
  const { mutate, data, error } = useMakeLinkCode();
  useEffect(() => mutate(place.id), [mutate, place.id]);
  const card = useRef<HTMLDivElement>(null);
  // It stands below the list, which on a phone is below the screen.
  useEffect(() => {
    if (data) card.current?.scrollIntoView({ block: 'nearest' });
  }, [data]);
  return (
    <div ref={card} role="status" className="panel grid gap-3 border-info/40 p-3" data-testid="link-code">
      <div className="flex items-start justify-between gap-3">
        <h3 className="font-medium">Link your account in {place.name}</h3>
        <Button size="sm" look="quiet" onClick={close}>
          Close
        </Button>
      </div>
      {error ? <ProblemNotice error={error} retry={() => mutate(place.id)} /> : null}
      {data ? (
        <>
          <p>{data.how}</p>
          <p className="flex items-center gap-2">
            <code className="rounded border border-border bg-sunken px-2 py-1 font-mono text-base tracking-wider">
              {data.code}
            </code>
            <CopyButton text={data.code} label="Copy the code" />
          </p>
          <p className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
            <LoaderCircle className="size-3.5 animate-spin" aria-hidden />
            Waiting for it; this page notices by itself. The code ends <TimeText at={data.expiresAt} />.
            <button
              type="button"
              className="font-medium text-foreground underline-offset-2 hover:underline"
              onClick={() => mutate(place.id)}
            >
              Make another
            </button>
          </p>
        </>
      ) : null}
    </div>
  );
}
