'use client';

import { Boxes, RefreshCw } from 'lucide-react';
import Link from 'next/link';
import { useCallback, useRef, useState } from 'react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Drawer } from '@/components/ui/drawer.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Total } from '@/lib/api-types.generated.ts';
import { filterCount, noFilters } from '@/lib/estate-filters.ts';
import { useFacets, useResources } from '@/lib/estate-queries.ts';
import { counted, countText } from '@/lib/estate-words.ts';
import { useConnections } from '@/lib/queries.ts';
import { Facets } from './facets.tsx';
import { FilterChips } from './filter-chips.tsx';
import { MoreFilters } from './more-filters.tsx';
import { ResourceTable } from './resource-table.tsx';
import { Toolbar } from './toolbar.tsx';
import { useInventory } from './use-inventory.ts';

export function InventoryView() {
  const inventory = useInventory();
  const { filters, setFilters, search, narrow } = inventory;
  const resources = useResources(search);
  const { data: facets } = useFacets(narrow);
  const connections = useConnections().data?.items ?? [];
  const names = Object.fromEntries(connections.map(({ id, name }) => [id, name]));
  const searchBox = useRef<HTMLInputElement>(null);
  const [drawer, setDrawer] = useState(false);
  const [readings, setReadings] = useState(1);
  const { items, total, error, hasNextPage, isFetching, fetchNextPage, changed, startOver } = resources;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const readAgain = () => {
    startOver();
    setReadings(readings + 1);
  };
  const panel = (
    <div className="grid gap-4">
      <Facets
        facets={facets}
        filters={filters}
        names={names}
        onChange={(name, values) => void setFilters({ [name]: values })}
      />
      <MoreFilters filters={filters} setFilters={setFilters} />
    </div>
  );
  return (
    <div className="grid h-full grid-rows-[auto_minmax(0,1fr)] gap-3 px-4 py-4 sm:px-6">
      <header className="grid gap-2">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <h1 className="font-semibold text-lg leading-8">Inventory</h1>
          <p className="text-muted" data-testid="resource-total">
            {totalText(total, facets?.total)}
          </p>
          {changed > 0 ? <News changed={changed} refresh={readAgain} /> : null}
        </div>
        <Toolbar inventory={inventory} searchBox={searchBox} onFilters={() => setDrawer(true)} />
        <FilterChips filters={filters} names={names} setFilters={setFilters} />
      </header>
      <div className="grid min-h-0 gap-5 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <aside aria-label="Filters" className="hidden min-h-0 overflow-y-auto pr-2 pb-4 pl-1.5 lg:block">
          {panel}
        </aside>
        <div className="grid min-h-0 grid-rows-[minmax(0,1fr)]">
          {error && !items ? <ProblemNotice error={error} retry={() => void resources.refetch()} /> : null}
          {!items && !error ? <SkeletonRows rows={12} /> : null}
          {items?.length === 0 ? (
            <Nothing
              filtered={filterCount(filters) > 0}
              connected={connections.length > 0}
              clear={() => void setFilters(noFilters)}
            />
          ) : null}
          {items && items.length > 0 ? (
            <ResourceTable
              rows={items}
              search={search}
              readings={readings}
              columns={inventory.columns}
              sort={inventory.sort}
              order={inventory.order}
              onSort={(sort, order) => void inventory.setOrder({ sort, order })}
              onNearEnd={onNearEnd}
              searchBox={searchBox}
              faded={resources.isPlaceholderData}
            />
          ) : null}
        </div>
      </div>
      <Drawer open={drawer} onOpenChange={setDrawer} title="Filters">
        <div className="overflow-y-auto p-4">{panel}</div>
      </Drawer>
    </div>
  );
}

/** For a list that is too long to follow by itself. */
const News = ({ changed, refresh }: { changed: number; refresh: () => void }) => (
  <p role="status" className="flex items-center gap-2 text-info" data-testid="inventory-news">
    {countText(changed)} changed since this list was read
    <Button size="sm" onClick={refresh}>
      <RefreshCw /> Refresh
    </Button>
  </p>
);

function Nothing({ filtered, connected, clear }: { filtered: boolean; connected: boolean; clear: () => void }) {
  if (filtered) {
    return (
      <EmptyState icon={Boxes} title="No resource matches" action={<Button onClick={clear}>Show all resources</Button>}>
        Nothing in the inventory meets all of these filters. Take one away, or look among what is gone.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Boxes}
      title="Nothing is known yet"
      action={
        <Button look="primary" asChild>
          <Link href="/accounts">{connected ? 'Sync an account' : 'See the accounts'}</Link>
        </Button>
      }
    >
      {connected
        ? 'The inventory fills when an account is synced: by itself once an hour, or now from the accounts page.'
        : 'The inventory fills from connected accounts, and none is connected yet.'}
    </EmptyState>
  );
}

/** The list stops counting at some point; the filters beside it have counted all. */
function totalText(total: Total | undefined, all: number | undefined): string {
  if (!total) return ' ';
  if (total.exact) return counted(total.count, 'resource');
  return all === undefined ? `More than ${counted(total.count, 'resource')}` : counted(all, 'resource');
}
