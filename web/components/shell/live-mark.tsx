'use client';

import { useEffect, useState } from 'react';
import { useLiveState } from '@/lib/app.tsx';
import { cn } from '@/lib/cn.ts';

const words = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting; nothing is lost',
} as const;

/** Whether what is shown is up to the moment. A break of under a second is not worth a word. */
export function LiveMark() {
  const state = useLiveState();
  const [shown, setShown] = useState(state);
  useEffect(() => {
    const timer = setTimeout(() => setShown(state), state === 'live' ? 0 : 800);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <p
      role="status"
      data-testid="live-state"
      data-live={shown}
      className="flex items-center gap-2 px-2 text-muted text-xs"
    >
      <span
        aria-hidden
        className={cn(
          'size-2 rounded-full',
          shown === 'live' ? 'bg-good' : shown === 'reconnecting' ? 'animate-pulse bg-warn' : 'bg-faint',
        )}
      />
      {words[shown]}
    </p>
  );
}
