'use client';

import { Progress } from '@/components/ui/progress.tsx';
import type { KnowledgeIngest } from '@/lib/api-types.generated.ts';
import { useKnowledgeProgress } from '@/lib/knowledge-queries.ts';
import { progressShare, progressText } from '@/lib/knowledge-words.ts';

/** The numbers of a running ingest: the row that was read, and newer ones from the stream. */
export function useLiveIngest(ingest: KnowledgeIngest): Pick<KnowledgeIngest, 'documents' | 'chunks'> {
  const told = useKnowledgeProgress(ingest.sourceId);
  const ended = ({ documents: { done, failed } }: Pick<KnowledgeIngest, 'documents'>) => done + failed;
  return told && told.ingestId === ingest.id && ended(told) >= ended(ingest) ? told : ingest;
}

export function IngestProgress({ ingest }: { ingest: KnowledgeIngest }) {
  const live = useLiveIngest(ingest);
  return (
    <div className="grid gap-1" data-testid="ingest-progress">
      <Progress label="Progress of reading" share={progressShare(live)} />
      <p className="text-muted text-xs tabular-nums">{progressText(live)}. You can leave this page; it goes on.</p>
    </div>
  );
}
