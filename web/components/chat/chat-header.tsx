'use client';

import { Archive, EllipsisVertical, ExternalLink, FolderGit2, Pencil } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { SandboxMark } from '@/components/marks.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Menu, MenuBody, MenuItem, MenuTrigger } from '@/components/ui/menu.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { Session } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { keys } from '@/lib/keys.ts';
import { wordsFor } from '@/lib/problem.ts';
import { useProject, useRefresh } from '@/lib/queries.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { ModelMark } from './model-mark.tsx';
import { RenameDialog } from './rename-dialog.tsx';

export function ChatHeader({ session, title }: { session: Session | undefined; title: string | undefined }) {
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-border border-b px-4 py-2">
      {title ? (
        <h1 className="min-w-0 flex-1 basis-40 truncate font-semibold" title={title}>
          {title}
        </h1>
      ) : (
        <Skeleton className="h-5 w-56" />
      )}
      {session ? <Facts session={session} /> : null}
    </header>
  );
}

function Facts({ session }: { session: Session }) {
  const project = useProject(session.projectId).data;
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Link
        href={`/projects/${session.projectId}`}
        className="flex min-w-0 items-center gap-1.5 text-muted text-xs hover:text-foreground"
      >
        <FolderGit2 className="size-3.5 shrink-0" aria-hidden />
        <span className="truncate">{session.projectName}</span>
      </Link>
      {project?.connections.some((one) => one.sandbox) ? <SandboxMark /> : null}
      <ModelMark modelId={session.model} />
      <SessionMenu session={session} />
    </div>
  );
}

function SessionMenu({ session }: { session: Session }) {
  const { api } = useApp();
  const router = useRouter();
  const refresh = useRefresh();
  const may = useMayIn(session.projectId, 'operator');
  const [renaming, setRenaming] = useState(false);
  const archive = async () => {
    try {
      await api('PATCH', `/sessions/${session.id}`, { archived: true });
      void refresh(keys.sessions);
      toast.success('Archived');
      router.push('/chat');
    } catch (error) {
      toast.error('It was not archived', { description: wordsFor(error).detail });
    }
  };
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button look="quiet" size="iconSm" aria-label="More for this chat">
            <EllipsisVertical />
          </Button>
        </MenuTrigger>
        <MenuBody align="end">
          {may ? (
            <MenuItem onSelect={() => setRenaming(true)}>
              <Pencil /> Rename
            </MenuItem>
          ) : null}
          <MenuItem asChild>
            <a href={session.temporalUrl} target="_blank" rel="noreferrer">
              <ExternalLink /> Workflow in Temporal
            </a>
          </MenuItem>
          {may ? (
            <MenuItem onSelect={() => void archive()}>
              <Archive /> Archive
            </MenuItem>
          ) : null}
        </MenuBody>
      </Menu>
      <RenameDialog session={session} open={renaming} onOpenChange={setRenaming} />
    </>
  );
}
