'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { TimeText } from '@/components/time-text.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import type { Resource } from '@/lib/api-types.generated.ts';
import { tagText } from '@/lib/estate-words.ts';

/** What stands beside every part of a resource: when it was seen, what it is called, whose it is. */
export function ResourceFacts({ resource }: { resource: Resource }) {
  const { cloudId, cloudCreatedAt, firstSeenAt, lastSeenAt, lastChangedAt, deletedAt, managedBy, managedElsewhere } =
    resource;
  const tags = Object.entries(resource.tags);
  return (
    <aside aria-label="Facts" className="grid min-w-0 gap-5">
      <section className="grid gap-1.5">
        <h2 className="font-semibold">Id at the provider</h2>
        <p className="flex items-start gap-1 font-mono text-xs">
          <span className="min-w-0 flex-1 pt-1 [overflow-wrap:anywhere]">{cloudId}</span>
          <CopyButton text={cloudId} label="Copy the id" />
        </p>
      </section>
      <section className="grid gap-1.5">
        <h2 className="font-semibold">Seen</h2>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
          <Time name="Created" at={cloudCreatedAt} none="the provider does not tell" />
          <Time name="First seen" at={firstSeenAt} />
          <Time name="Changed" at={lastChangedAt} />
          {deletedAt ? (
            <Time name="Missed" at={deletedAt} />
          ) : (
            <Time name="Last seen" at={lastSeenAt} none="in no complete sync yet" />
          )}
        </dl>
      </section>
      <section className="grid gap-1.5">
        <h2 className="font-semibold">In code</h2>
        {managedElsewhere ? <p className="text-muted text-xs">Managed by a project that you do not see.</p> : null}
        {managedBy.length === 0 && !managedElsewhere ? (
          <p className="text-muted text-xs">In no project's Terraform state.</p>
        ) : null}
        <ul className="grid gap-1.5 empty:hidden">
          {[...Map.groupBy(managedBy, ({ projectId }) => projectId)].map(([projectId, parts]) => (
            <li key={projectId} className="grid min-w-0 gap-0.5 text-xs">
              <Link href={`/projects/${projectId}`} className="font-medium underline-offset-2 hover:underline">
                {parts[0]?.projectName}
              </Link>
              {parts.map(({ address }) => (
                <Link
                  key={address}
                  href={`/projects/${projectId}?tab=state&resource=${encodeURIComponent(address)}`}
                  className="font-mono text-muted underline-offset-2 [overflow-wrap:anywhere] hover:underline"
                >
                  {address}
                </Link>
              ))}
            </li>
          ))}
        </ul>
      </section>
      <section className="grid gap-1.5">
        <h2 className="font-semibold">Tags</h2>
        {tags.length === 0 ? <p className="text-muted text-xs">None.</p> : null}
        <dl className="grid gap-1 text-xs empty:hidden">
          {tags.map(([key, value]) => (
            <div key={key} className="grid min-w-0 grid-cols-[minmax(4rem,auto)_minmax(0,1fr)] gap-x-3">
              <dt className="text-muted [overflow-wrap:anywhere]">{key}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">
                <Link
                  href={`/inventory?${new URLSearchParams({ tag: tagText([key, value]) })}`}
                  title="All resources with this tag"
                  className="underline-offset-2 hover:underline"
                >
                  {value || '""'}
                </Link>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </aside>
  );
}

const Time = ({ name, at, none }: { name: string; at: string | null; none?: string }): ReactNode => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd>{at ? <TimeText at={at} /> : <span className="text-faint">{none}</span>}</dd>
  </>
);
