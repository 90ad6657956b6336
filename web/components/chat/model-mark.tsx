'use client';

import { Sparkles, Unplug } from 'lucide-react';
import { badgeButton } from '@/components/ui/badge-button.ts';
import { Popover, PopoverBody, PopoverTrigger } from '@/components/ui/popover.tsx';
import type { Model } from '@/lib/api-types.generated.ts';
import { useMe, useModels } from '@/lib/queries.ts';

/** Which model answers: the one named, else the platform's default. */
export function useModel(id: string | null): Model | undefined {
  const models = useModels().data?.items;
  const me = useMe().data;
  if (id === null) return me?.model;
  return models?.find((one) => one.id === id) ?? { id, label: id, offline: id === 'offline' };
}

/** Names the model. The offline one says plainly what it is and what it understands. */
export function ModelMark({ modelId }: { modelId: string | null }) {
  const model = useModel(modelId);
  if (!model) return null;
  if (!model.offline) {
    return (
      <span className={badgeButton('neutral')}>
        <Sparkles aria-hidden />
        <span className="truncate">{model.label}</span>
      </span>
    );
  }
  return (
    <Popover>
      <PopoverTrigger className={badgeButton('warn')} data-testid="offline-model">
        <Unplug aria-hidden />
        Offline model
      </PopoverTrigger>
      <PopoverBody align="start" className="grid gap-2">
        <p className="font-medium">The offline model answers here</p>
        <p className="text-muted">
          It is not a language model. It is a fixed program that needs no key and understands a published list of
          requests; its answers are always the same.
        </p>
        <ul className="list-disc pl-4 text-muted">
          <li>
            Create, change and delete common AWS resources: buckets, queues, topics, tables, networks, roles, instances.
          </li>
          <li>List what exists in the account.</li>
          <li>Questions about the project, its runs and its state.</li>
        </ul>
        <p className="text-muted">
          Ask it "What can you do?" for the whole list. With a provider's key in the configuration, a real model answers
          instead.
        </p>
      </PopoverBody>
    </Popover>
  );
}
