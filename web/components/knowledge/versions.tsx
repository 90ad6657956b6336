'use client';

import { Download } from 'lucide-react';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import type { DocumentDetails } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { useDownload } from '@/lib/knowledge-queries.ts';
import { bytes } from '@/lib/time.ts';
import { FoldedOnPhone } from './folded-on-phone.tsx';

type VersionsProps = {
  details: DocumentDetails;
  /** The one whose text is on the page. */
  shown: number | null;
  onShow: (number: number) => void;
};

/** Every version that came, with the bytes as they came. */
export function Versions({ details, shown, onShow }: VersionsProps) {
  const { id, key, title, versions, currentVersionId } = details;
  const download = useDownload(id);
  const name = key.split('/').at(-1) ?? title;
  return (
    <section aria-label="Versions">
      <FoldedOnPhone title="Versions">
        <ol className="grid gap-0.5 text-xs">
          {versions.map(({ id: versionId, number, bytes: size, createdAt, createdBy, readyAt }) => (
            <li
              key={versionId}
              className={cn('flex items-center gap-2 rounded px-1 py-0.5', number === shown && 'bg-selected')}
            >
              <button
                type="button"
                disabled={readyAt === null}
                aria-current={number === shown ? 'true' : undefined}
                onClick={() => onShow(number)}
                className="min-w-0 flex-1 text-left enabled:hover:text-foreground disabled:opacity-70"
              >
                <span className="flex items-center gap-1.5">
                  Version {number}
                  {versionId === currentVersionId ? <Badge tone="good">Searched</Badge> : null}
                  {readyAt === null ? <Badge>Not read</Badge> : null}
                </span>
                <span className="block truncate text-muted">
                  <TimeText at={createdAt} />, {bytes(size)}
                  {createdBy ? `, ${createdBy.name}` : ''}
                </span>
              </button>
              <Button
                size="iconSm"
                look="quiet"
                aria-label={`Download version ${number}`}
                disabled={download.isPending}
                onClick={() => download.mutate({ name, versionId })}
              >
                <Download />
              </Button>
            </li>
          ))}
        </ol>
      </FoldedOnPhone>
    </section>
  );
}
