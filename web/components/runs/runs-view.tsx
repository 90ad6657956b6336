'use client';

import { ListChecks } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { EmptyState } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Select } from '@/components/ui/select.tsx';
import { useProjects } from '@/lib/queries.ts';
import { runStates, runStateWords } from '@/lib/run-words.ts';
import { useMaySomewhere } from '@/lib/use-role.ts';
import { RunList } from './run-list.tsx';

const any = 'any';

export function RunsView() {
  const [{ project, state }, setFilter] = useQueryStates({
    project: parseAsString,
    state: parseAsStringLiteral(runStates),
  });
  const projects = useProjects().items ?? [];
  const asks = useMaySomewhere('operator');
  const filtered = project !== null || state !== null;
  return (
    <Page
      title="Runs"
      actions={
        <>
          <Select
            label="Project"
            value={project ?? any}
            onChange={(value) => void setFilter({ project: value === any ? null : value })}
            options={[
              { value: any, label: 'All projects' },
              ...projects.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            className="max-w-48"
          />
          <Select
            label="State"
            value={state ?? any}
            onChange={(value) => void setFilter({ state: runStates.find((one) => one === value) ?? null })}
            options={[
              { value: any, label: 'Any state' },
              ...runStates.map((one) => ({ value: one, label: runStateWords[one].label })),
            ]}
          />
        </>
      }
    >
      <RunList
        filter={{ projectId: project ?? undefined, state: state ?? undefined }}
        empty={
          filtered ? (
            <EmptyState
              icon={ListChecks}
              title="No run matches"
              action={<Button onClick={() => void setFilter({ project: null, state: null })}>Show all runs</Button>}
            >
              There is no run of this project in this state.
            </EmptyState>
          ) : (
            <EmptyState
              icon={ListChecks}
              title="No runs yet"
              action={
                asks ? (
                  <Button look="primary" asChild>
                    <Link href="/">Start a chat</Link>
                  </Button>
                ) : null
              }
            >
              A run takes a revision of a project to reality. Ask for a change in a chat, or start one from a project's
              files.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
