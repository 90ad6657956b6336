'use client';

import Link from 'next/link';
import { Differences } from '@/components/estate/differences.tsx';
import { TimeText } from '@/components/time-text.tsx';
import type { Resource } from '@/lib/api-types.generated.ts';

/** How it differs from what a project's state says. Nothing when it does not. */
export function ResourceDrift({ resource }: { resource: Resource }) {
  const drifted = resource.managedBy.filter(({ drift }) => drift && drift.length > 0);
  return drifted.map(({ projectId, projectName, address, drift, driftCheckedAt }) => (
    <section key={`${projectId} ${address}`} aria-label="Drift" className="grid gap-2">
      <h2 className="font-semibold">
        Differs from{' '}
        <Link href={`/projects/${projectId}?tab=state`} className="underline-offset-2 hover:underline">
          {projectName}
        </Link>
      </h2>
      <div className="overflow-hidden rounded-lg border border-warn/40 bg-surface">
        <Differences differences={drift ?? []} />
      </div>
      <p className="text-muted text-xs">
        Left is what the state says, right what was found
        {driftCheckedAt ? (
          <>
            {' '}
            <TimeText at={driftCheckedAt} />
          </>
        ) : null}
        . A run of the project would change it back.
      </p>
    </section>
  ));
}
