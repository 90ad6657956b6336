'use client';

import { ListChecks } from 'lucide-react';
import { EmptyState } from '@/components/notices.tsx';
import { RunList } from '@/components/runs/run-list.tsx';
import type { Project } from '@/lib/api-types.generated.ts';

export const RunsTab = ({ project }: { project: Project }) => (
  <RunList
    filter={{ projectId: project.id }}
    empty={
      <EmptyState icon={ListChecks} title="No runs yet">
        Start one from the files, or ask for a change in a chat. Every plan, decision and apply of this project shows up
        here.
      </EmptyState>
    }
  />
);
