'use client';

import { Command } from 'cmdk';
import {
  Bell,
  BookOpen,
  Boxes,
  Cloud,
  Coins,
  FolderGit2,
  KeyRound,
  Link2,
  ListChecks,
  type LucideIcon,
  MessageSquare,
  Moon,
  Plug,
  ScrollText,
  SquarePen,
  Sun,
  Waypoints,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { RunStateBadge } from '@/components/marks.tsx';
import { overlayLook } from '@/components/ui/dialog.tsx';
import { useResourceSearch } from '@/lib/estate-queries.ts';
import { typeLabel } from '@/lib/estate-words.ts';
import { useProjects, useRuns, useSessions } from '@/lib/queries.ts';
import { kindWords } from '@/lib/run-words.ts';
import { useMay, useMaySomewhere } from '@/lib/use-role.ts';

type PaletteProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Ctrl-K: go anywhere, start anything, without the mouse. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayLook} />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[10vh] left-1/2 z-50 w-[calc(100vw-1.500rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-border bg-raised shadow-2xl"
        >
          <Radix.Title className="sr-only">Go to</Radix.Title>
          <Places close={() => onOpenChange(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Places({ close }: { close: () => void }) {
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const sessions = useSessions().items ?? [];
  const projects = useProjects().items ?? [];
  const runs = useRuns({}).items ?? [];
  const asks = useMaySomewhere('operator');
  const uploads = useMay('operator');
  const [words, setWords] = useState('');
  const resources = useResourceSearch(words).data?.items ?? [];
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  const dark = resolvedTheme === 'dark';
  return (
    <Command label="Go to" loop>
      <Command.Input
        value={words}
        onValueChange={setWords}
        placeholder="Go to a chat, project, run or resource"
        className="h-11 w-full border-border border-b bg-transparent px-4 text-base outline-none placeholder:text-faint"
      />
      <Command.List className="max-h-[min(60vh,26rem)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-muted">
          Nothing is called that. Try fewer letters.
        </Command.Empty>
        <Group heading="Do">
          {asks ? <Row icon={SquarePen} name="New chat" onSelect={go('/')} /> : null}
          <Row
            icon={dark ? Sun : Moon}
            name={dark ? 'Light colours' : 'Dark colours'}
            onSelect={() => {
              setTheme(dark ? 'light' : 'dark');
              close();
            }}
          />
        </Group>
        <Group heading="Go to">
          <Row icon={MessageSquare} name="All chats" onSelect={go('/chat')} />
          <Row icon={FolderGit2} name="All projects" onSelect={go('/projects')} />
          <Row icon={ListChecks} name="All runs" onSelect={go('/runs')} />
          <Row icon={Boxes} name="Inventory" onSelect={go('/inventory')} />
          <Row icon={Boxes} name="Resources that drifted" onSelect={go('/inventory?codification=drifted')} />
          <Row icon={Waypoints} name="Graph" onSelect={go('/graph')} />
          <Row icon={Coins} name="Costs" onSelect={go('/costs')} />
          <Row icon={Coins} name="Explore costs" onSelect={go('/costs/explore')} />
          <Row icon={Coins} name="Cost anomalies" onSelect={go('/costs/anomalies')} />
          <Row icon={Coins} name="Budgets" onSelect={go('/costs/budgets')} />
          <Row icon={Coins} name="Findings of waste" onSelect={go('/costs/findings')} />
          <Row icon={Coins} name="Billing accounts" onSelect={go('/costs/accounts')} />
          <Row icon={BookOpen} name="Knowledge: search documents" onSelect={go('/knowledge')} />
          <Row
            icon={BookOpen}
            name={uploads ? 'Upload documents' : 'Documents'}
            onSelect={go('/knowledge/documents')}
          />
          <Row icon={BookOpen} name="Sources of documents" onSelect={go('/knowledge/sources')} />
          <Row icon={BookOpen} name="Team memory" onSelect={go('/knowledge/notes')} />
          <Row icon={Cloud} name="Accounts" onSelect={go('/accounts')} />
          <Row icon={Plug} name="Integrations: Slack, GitHub" onSelect={go('/integrations')} />
          <Row icon={Plug} name="Channels and rules of notices" onSelect={go('/integrations/channels')} />
          <Row icon={Plug} name="Deliveries that were given up" onSelect={go('/integrations/deliveries?state=dead')} />
          <Row icon={ScrollText} name="Audit log" onSelect={go('/audit')} />
          <Row icon={Bell} name="Notices to me" onSelect={go('/settings#notices')} />
          <Row icon={KeyRound} name="Personal tokens" onSelect={go('/settings#tokens')} />
          <Row icon={Link2} name="Linked accounts" onSelect={go('/settings#accounts')} />
          <Row icon={ListChecks} name="Runs that await approval" onSelect={go('/runs?state=awaiting_approval')} />
        </Group>
        <Group heading="Chats">
          {sessions.map(({ id, title, projectName }) => (
            <Row key={id} id={id} icon={MessageSquare} name={title} note={projectName} onSelect={go(`/chat/${id}`)} />
          ))}
        </Group>
        <Group heading="Projects">
          {projects.map(({ id, name, description }) => (
            <Row key={id} id={id} icon={FolderGit2} name={name} note={description} onSelect={go(`/projects/${id}`)} />
          ))}
        </Group>
        <Group heading="Runs">
          {runs.map(({ id, projectName, revisionNumber, kind, state }) => (
            <Row
              key={id}
              id={id}
              icon={ListChecks}
              name={`${kindWords[kind]} ${projectName} revision ${revisionNumber}`}
              note={<RunStateBadge state={state} />}
              onSelect={go(`/runs/${id}`)}
            />
          ))}
        </Group>
        {words.trim().length >= 2 ? (
          <Group heading="Resources">
            {resources.map(({ id, name, cloudId, nativeType, region }) => (
              <Row
                key={id}
                // The API has found it by any of these; what is shown here must not be lost to a second search.
                id={`${cloudId} ${id} ${words}`}
                icon={Boxes}
                name={name}
                note={`${typeLabel(nativeType)}, ${region}`}
                onSelect={go(`/inventory/${id}`)}
              />
            ))}
          </Group>
        ) : null}
      </Command.List>
    </Command>
  );
}

const Group = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <Command.Group
    heading={heading}
    className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs"
  >
    {children}
  </Command.Group>
);

type RowProps = { icon: LucideIcon; name: string; note?: ReactNode; id?: string; onSelect: () => void };

const Row = ({ icon: Icon, name, note, id, onSelect }: RowProps) => (
  <Command.Item
    // Two chats may have one title, and an id can be pasted to find a run.
    value={`${name} ${id ?? ''}`}
    onSelect={onSelect}
    className="flex h-9 items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-hover"
  >
    <Icon className="size-4 shrink-0 text-muted" aria-hidden />
    <span className="min-w-0 truncate">{name}</span>
    {note ? <span className="ml-auto min-w-0 truncate text-faint text-xs">{note}</span> : null}
  </Command.Item>
);
