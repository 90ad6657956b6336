'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useEffect } from 'react';
import { Callout, ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { Tab, TabBody, TabList, Tabs } from '@/components/ui/tabs.tsx';
import type { Resource } from '@/lib/api-types.generated.ts';
import { useResource } from '@/lib/estate-queries.ts';
import { ResourceAttributes } from './attributes.tsx';
import { ResourceCostsTab } from './costs.tsx';
import { ResourceDrift } from './drift.tsx';
import { ResourceFacts } from './facts.tsx';
import { ResourceHeader } from './header.tsx';
import { ResourceHistory } from './history.tsx';
import { ResourceImpact } from './impact.tsx';
import { ResourceNeighbours } from './neighbours.tsx';
import { ProposeImport } from './propose-import.tsx';
import { ResourceWhy } from './why.tsx';

const tabs = ['overview', 'costs', 'neighbours', 'impact', 'history'] as const;
const labels = {
  overview: 'Overview',
  costs: 'Costs',
  neighbours: 'Neighbours',
  impact: 'What breaks',
  history: 'History',
} as const;

export function ResourceView({ resourceId }: { resourceId: string }) {
  const { data: resource, error, refetch } = useResource(resourceId);
  useEffect(() => {
    if (resource) document.title = `${resource.name} · Aurora`;
  }, [resource]);
  if (resource) return <Loaded resource={resource} />;
  return (
    <Page title="Resource">
      {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : <SkeletonRows rows={9} />}
    </Page>
  );
}

function Loaded({ resource }: { resource: Resource }) {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('overview'));
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto grid max-w-7xl gap-4 px-4 py-4 sm:px-6">
        <ResourceHeader resource={resource} />
        {resource.deletedAt ? (
          <Callout tone="warn" title="This resource is gone">
            <p>
              A complete look at its region found it no more (<TimeText at={resource.deletedAt} />
              ). What was known of it and its history are kept.
            </p>
          </Callout>
        ) : null}
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
          <Tabs value={tab} onValueChange={(value) => void setTab(tabs.find((one) => one === value) ?? 'overview')}>
            <TabList aria-label="Parts of the resource">
              {tabs.map((one) => (
                <Tab key={one} value={one}>
                  {labels[one]}
                </Tab>
              ))}
            </TabList>
            <TabBody value="overview" className="grid gap-5 pt-4">
              <ResourceWhy resourceId={resource.id} gone={resource.deletedAt !== null} />
              <ProposeImport resource={resource} />
              <ResourceDrift resource={resource} />
              <ResourceAttributes resource={resource} />
            </TabBody>
            <TabBody value="costs" className="pt-4">
              <ResourceCostsTab resourceId={resource.id} />
            </TabBody>
            <TabBody value="neighbours" className="pt-4">
              <ResourceNeighbours resourceId={resource.id} />
            </TabBody>
            <TabBody value="impact" className="pt-4">
              <ResourceImpact resource={resource} />
            </TabBody>
            <TabBody value="history" className="pt-4">
              <ResourceHistory resource={resource} />
            </TabBody>
          </Tabs>
          <ResourceFacts resource={resource} />
        </div>
      </div>
    </div>
  );
}
