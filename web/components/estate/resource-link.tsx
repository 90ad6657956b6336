'use client';

import Link from 'next/link';
import type { ResourceRef } from '@/lib/api-types.generated.ts';
import { typeLabel } from '@/lib/estate-words.ts';
import { CategoryIcon, GoneBadge } from './marks.tsx';

/** A resource in one line. One that only another resource knows by name has no page. */
export function ResourceLink({ resource, where = true }: { resource: ResourceRef; where?: boolean }) {
  const { id, cloudId, name, nativeType, region, deletedAt, category } = resource;
  return (
    <span className="flex min-w-0 items-center gap-2" title={cloudId}>
      <CategoryIcon category={category} className="size-3.5 shrink-0 text-faint" />
      {id ? (
        <Link
          href={`/inventory/${id}`}
          prefetch={false}
          className="min-w-0 truncate underline-offset-2 hover:underline"
        >
          {name}
        </Link>
      ) : (
        <span className="min-w-0 truncate text-muted">{name}</span>
      )}
      {deletedAt ? <GoneBadge /> : null}
      {where ? (
        <span className="min-w-0 shrink-[9] truncate text-faint text-xs">
          {id ? [nativeType ? typeLabel(nativeType) : null, region].filter(Boolean).join(', ') : 'not in the inventory'}
        </span>
      ) : null}
    </span>
  );
}
