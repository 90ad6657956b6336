'use client';

import { ExternalLink, Waypoints } from 'lucide-react';
import Link from 'next/link';
import { CategoryIcon, CodificationBadge } from '@/components/estate/marks.tsx';
import { SandboxMark } from '@/components/marks.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import type { Resource } from '@/lib/api-types.generated.ts';
import { consoleUrl } from '@/lib/console-url.ts';
import { providerWords, typeLabel } from '@/lib/estate-words.ts';

export function ResourceHeader({ resource }: { resource: Resource }) {
  const { id, name, nativeType, region, provider, connection, category, codification, cloudId, deletedAt } = resource;
  // An emulated account has no console, and the real one would show somebody else's.
  const address = connection.sandbox || deletedAt ? null : consoleUrl(provider, cloudId);
  return (
    <header className="grid gap-1">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <h1 className="flex min-w-0 items-center gap-2 font-semibold text-lg leading-8 [overflow-wrap:anywhere]">
          <CategoryIcon category={category} className="size-4 shrink-0 text-muted" />
          {name}
        </h1>
        <div className="flex flex-wrap items-center gap-2 sm:ml-auto">
          <Button size="sm" asChild>
            <Link href={`/graph?focus=${id}`}>
              <Waypoints /> In the graph
            </Link>
          </Button>
          {address ? (
            <Button size="sm" look="quiet" asChild>
              <a href={address} target="_blank" rel="noreferrer">
                <ExternalLink /> {providerWords[provider]} console
              </a>
            </Button>
          ) : null}
        </div>
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
        {deletedAt ? <Badge tone="bad">Gone</Badge> : <CodificationBadge codification={codification} />}
        {connection.sandbox ? <SandboxMark /> : null}
        <span title={nativeType}>{typeLabel(nativeType)}</span>
        <span>{region}</span>
        <Link href={`/accounts/${connection.id}`} className="underline-offset-2 hover:underline">
          {connection.name} {resource.account}
        </Link>
      </p>
    </header>
  );
}
