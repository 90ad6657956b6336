'use client';

import { RefreshCw, Square } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { KnowledgeSource } from '@/lib/api-types.generated.ts';
import { useReadSource, useStopReading } from '@/lib/knowledge-queries.ts';
import { isFetched } from '@/lib/knowledge-words.ts';
import { useMay } from '@/lib/use-role.ts';

/** Reads a source again, and stops that. What people and scripts put in is read by itself. */
export function ReadButton({ source: { id, name, kind, ingest } }: { source: KnowledgeSource }) {
  const may = useMay('operator');
  const read = useReadSource(id);
  const stop = useStopReading(id);
  const running = ingest?.state === 'running';
  if (!may || !(running || isFetched(kind))) return null;
  const busy = running || read.isPending;
  return (
    <span className="inline-flex items-center gap-1">
      <Button size="sm" disabled={busy} onClick={() => read.mutate()} aria-label={`Read ${name} again`}>
        <RefreshCw className={busy ? 'animate-spin' : undefined} />
        {busy ? 'Reading' : 'Read again'}
      </Button>
      {running ? (
        <Tip text="Stops reading. What was read stays.">
          <Button
            size="iconSm"
            look="quiet"
            aria-label={`Stop reading ${name}`}
            disabled={stop.isPending}
            onClick={() => stop.mutate()}
          >
            <Square />
          </Button>
        </Tip>
      ) : null}
    </span>
  );
}
