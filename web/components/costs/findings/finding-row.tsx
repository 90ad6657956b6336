'use client';

import { MessageSquare } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button.tsx';
import type { Finding } from '@/lib/api-types.generated.ts';
import { typeLabel } from '@/lib/estate-words.ts';
import { useProposeFinding } from '@/lib/insight-queries.ts';
import { evidenceText } from '@/lib/insight-words.ts';
import { spent } from '@/lib/spend-words.ts';
import { useProjectsWhere } from '@/lib/use-role.ts';

/** The resource, what proves it, what it would save, and the way to a proposed change. */
export function FindingRow({ finding }: { finding: Finding }) {
  const { title, resource, evidence, saving, request } = finding;
  return (
    <li
      data-testid="finding"
      className="grid gap-x-6 gap-y-2 p-3 md:grid-cols-[minmax(0,1fr)_9rem_auto] md:items-center"
    >
      <div className="grid min-w-0 gap-0.5">
        <p className="font-medium">{title}</p>
        <p className="min-w-0 truncate">
          <Link
            href={`/inventory/${resource.id}`}
            prefetch={false}
            title={resource.cloudId}
            className="hover:underline"
          >
            {resource.name}
          </Link>{' '}
          <span className="text-muted text-xs">
            {typeLabel(resource.nativeType)}, {resource.region}, {resource.account}
          </span>
        </p>
        <p className="text-muted text-xs [overflow-wrap:anywhere]">{evidenceText(evidence)}</p>
      </div>
      <p className="tabular-nums md:text-right" title={saving?.amount}>
        {saving ? (
          <>
            <span className="font-medium">{spent(saving.amount, saving.currency)}</span>{' '}
            <span className="text-muted text-xs">a month</span>
          </>
        ) : (
          <span className="text-muted text-xs">in no bill</span>
        )}
      </p>
      <Propose finding={finding} request={request} />
    </li>
  );
}

/**
 * Opens a conversation with the request in its message field: nothing is asked before a person sends it.
 * Nothing for who may ask for a change in no project.
 */
function Propose({ finding, request }: { finding: Finding; request: string }) {
  const router = useRouter();
  const propose = useProposeFinding();
  const projectId = useProjectsWhere('operator')?.at(-1)?.id;
  if (!projectId) return null;
  const start = () =>
    propose.mutate(
      { finding, projectId },
      { onSuccess: ({ sessionId, text }) => router.push(`/chat/${sessionId}?${new URLSearchParams({ ask: text })}`) },
    );
  return (
    <div>
      <Button size="sm" title={request} disabled={propose.isPending} onClick={start}>
        <MessageSquare /> Propose a change
      </Button>
    </div>
  );
}
