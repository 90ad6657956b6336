'use client';

import { Boxes } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, useQueryState } from 'nuqs';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Project } from '@/lib/api-types.generated.ts';
import { useProjectState } from '@/lib/queries.ts';

/** What Terraform manages for this project, after the last apply. */
export function StateTab({ project }: { project: Project }) {
  const { data: state, error, refetch } = useProjectState(project.id);
  const [filter, setFilter] = useQueryState('resource', parseAsString.withDefault(''));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!state) return <SkeletonRows />;
  if (state.resources.length === 0) {
    return (
      <EmptyState icon={Boxes} title={state.serial === null ? 'Nothing is managed yet' : 'The state is empty'}>
        Resources appear here once a run of this project has been applied.
      </EmptyState>
    );
  }
  const wanted = filter.trim().toLowerCase();
  const shown = state.resources.filter(({ address, id }) => `${address} ${id ?? ''}`.toLowerCase().includes(wanted));
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted">
          {state.resources.length} {state.resources.length === 1 ? 'resource' : 'resources'}, state serial{' '}
          {state.serial}
        </p>
        <Input
          type="search"
          aria-label="Filter the resources"
          placeholder="Filter by address or id"
          value={filter}
          onChange={(event) => void setFilter(event.target.value || null)}
          className="max-w-72"
        />
      </div>
      <div className="panel overflow-x-auto">
        <table className="w-full text-left">
          <thead>
            <tr className="border-border border-b text-muted text-xs">
              <th scope="col" className="h-8 px-3 font-medium">
                Address
              </th>
              <th scope="col" className="px-3 font-medium max-sm:hidden">
                Type
              </th>
              <th scope="col" className="px-3 font-medium max-sm:hidden">
                Id
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ address, type, id, resourceId }) => (
              <tr key={address} className="border-border border-b last:border-b-0 hover:bg-hover">
                <td className="h-9 px-3 py-1.5 font-mono text-xs [overflow-wrap:anywhere]">
                  {resourceId ? (
                    <Link
                      href={`/inventory/${resourceId}`}
                      prefetch={false}
                      className="underline-offset-2 hover:underline"
                    >
                      {address}
                    </Link>
                  ) : (
                    address
                  )}
                  <span className="block text-muted sm:hidden">{id}</span>
                </td>
                <td className="px-3 text-muted text-xs max-sm:hidden">{type}</td>
                <td className="px-3 font-mono text-xs max-sm:hidden">
                  {id === null ? (
                    <span className="text-faint">–</span>
                  ) : (
                    <span className="flex items-center gap-1">
                      <span className="max-w-64 truncate" title={id}>
                        {id}
                      </span>
                      <CopyButton text={id} label={`Copy the id of ${address}`} />
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 ? <p className="p-3 text-muted">No resource matches the filter.</p> : null}
      </div>
    </div>
  );
}
