'use client';

import { Crosshair, ExternalLink, X } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { CodificationBadge } from '@/components/estate/marks.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { GraphNode } from '@/lib/api-types.generated.ts';
import { useResource } from '@/lib/estate-queries.ts';
import { counted, tagText, typeLabel } from '@/lib/estate-words.ts';
import { kindNames, labelOf } from './nodes.tsx';

type DetailsProps = { node: GraphNode; onClose: () => void; onFocus?: (resourceId: string) => void };

/** What is selected, beside the graph; on a phone below it. */
export function Details({ node, onClose, onFocus }: DetailsProps) {
  return (
    <aside
      aria-label="Selected"
      className="panel absolute inset-x-2 bottom-2 z-10 max-h-[45%] overflow-y-auto bg-raised p-3 shadow-lg sm:inset-x-auto sm:top-2 sm:right-2 sm:bottom-auto sm:max-h-[calc(100%-1rem)] sm:w-72"
    >
      <div className="mb-2 flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold [overflow-wrap:anywhere]">{labelOf(node)}</h2>
          <p className="text-muted text-xs">
            {node.resource?.nativeType ? typeLabel(node.resource.nativeType) : kindNames[node.kind]}
          </p>
        </div>
        <Button look="quiet" size="iconSm" aria-label="Close" onClick={onClose}>
          <X />
        </Button>
      </div>
      {node.resource?.id ? (
        <OfResource id={node.resource.id} onFocus={onFocus} />
      ) : (
        <p className="text-muted">{counted(node.count, 'resource')} in it.</p>
      )}
    </aside>
  );
}

function OfResource({ id, onFocus }: { id: string; onFocus?: (id: string) => void }) {
  const { data: resource, error } = useResource(id);
  if (error && !resource) return <ProblemNotice error={error} />;
  if (!resource) return <SkeletonRows rows={4} className="h-5" />;
  const tags = Object.entries(resource.tags);
  return (
    <div className="grid gap-3">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
        <Fact name="In code">
          <CodificationBadge codification={resource.codification} />
        </Fact>
        <Fact name="Region">{resource.region}</Fact>
        <Fact name="Account">
          {resource.connection.name} {resource.account}
        </Fact>
        <Fact name="Changed">
          <TimeText at={resource.lastChangedAt} />
        </Fact>
        {tags.length > 0 ? <Fact name="Tags">{tags.map(tagText).join(', ')}</Fact> : null}
        <Fact name="Id">
          <span className="font-mono">{resource.cloudId}</span>
        </Fact>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" look="primary" asChild>
          <Link href={`/inventory/${id}`}>
            <ExternalLink /> Open
          </Link>
        </Button>
        <Button size="sm" asChild>
          <Link href={`/inventory/${id}?tab=impact`}>What breaks</Link>
        </Button>
        {onFocus ? (
          <Button size="sm" look="quiet" onClick={() => onFocus(id)}>
            <Crosshair /> Start here
          </Button>
        ) : null}
      </div>
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </>
);
