'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FolderGit2, Sparkles } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { v7 } from 'uuid';
import { SandboxMark } from '@/components/marks.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Message, Project, Session } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { keys } from '@/lib/keys.ts';
import { useMe, useModels, useProjects, useRefresh } from '@/lib/queries.ts';
import { mayAct } from '@/lib/role-words.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { viewerOff } from './chat-view.tsx';
import { Composer } from './composer.tsx';
import { Examples } from './examples.tsx';
import { LatestSessions } from './latest-sessions.tsx';
import { ModelMark } from './model-mark.tsx';

const byDefault = 'default';

/** The oldest in which this person may ask for anything; of those where they only read, the oldest. */
const firstChoice = (projects: Project[]) =>
  projects.findLast(({ role }) => mayAct(role, 'operator')) ?? projects.at(-1);

/** A new chat begins with what the person wants; where and with which model can be chosen, and need not. */
export function StartChat() {
  const { api } = useApp();
  const router = useRouter();
  const queries = useQueryClient();
  const refresh = useRefresh();
  const me = useMe().data;
  const models = useModels().data?.items;
  const projects = useProjects().items;
  const [{ project, model }, setChoice] = useQueryStates({ project: parseAsString, model: parseAsString });
  const chosen = projects?.find((one) => one.id === project) ?? firstChoice(projects ?? []);
  const may = useMayIn(chosen?.id ?? null, 'operator');
  const [ids, setIds] = useState(() => ({ session: v7(), message: v7() }));

  const start = useMutation({
    mutationFn: async (text: string) => {
      // The same ids on a second try: what went through the first time is found, not made twice.
      const session = await api<Session>('POST', '/sessions', { id: ids.session, projectId: chosen?.id, model });
      await api<Message>('POST', `/sessions/${session.id}/messages`, { id: ids.message, text, delivery: 'queue' });
      return session;
    },
    onSuccess: (session) => {
      queries.setQueryData(keys.session(session.id), session);
      void refresh(keys.sessions);
      router.push(`/chat/${session.id}`);
    },
  });
  const [draft, setDraft] = useState<string>();
  const begin = (text: string) => {
    start.mutate(text, {
      onError: () => setDraft(text),
      onSuccess: () => setIds({ session: v7(), message: v7() }),
    });
  };
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-2xl flex-col justify-center gap-5 px-4 py-8">
        <div className="grid gap-1">
          <h1 className="font-semibold text-2xl tracking-tight">What should change?</h1>
          <p className="text-muted">
            The agent looks at what exists, writes Terraform and proposes a plan. Nothing changes before someone
            approves it.
          </p>
        </div>
        {start.error ? <ProblemNotice error={start.error} /> : null}
        <Composer
          busy={false}
          sending={start.isPending || start.isSuccess}
          off={may ? null : viewerOff}
          placeholder="Say what you want"
          draft={draft}
          onSend={begin}
        >
          {projects && projects.length > 0 && chosen ? (
            <Select
              label="Project"
              value={chosen.id}
              onChange={(value) => void setChoice({ project: value })}
              options={projects.map(({ id, name }) => ({ value: id, label: name }))}
              className="h-7 max-w-44 text-xs"
            />
          ) : null}
          {models && models.length > 1 ? (
            <Select
              label="Model"
              value={model ?? byDefault}
              onChange={(value) => void setChoice({ model: value === byDefault ? null : value })}
              options={[
                { value: byDefault, label: me ? `${me.model.label} (default)` : 'Default' },
                ...models.filter((one) => one.id !== me?.model.id).map(({ id, label }) => ({ value: id, label })),
              ]}
              className="h-7 max-w-52 text-xs"
            />
          ) : null}
        </Composer>
        <div className="-mt-2 flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
          {me ? <ModelMark modelId={model} /> : null}
          {chosen?.connections.map((one) => (
            <span key={one.id} className="inline-flex items-center gap-1.5">
              {one.sandbox ? <SandboxMark /> : null}
              {one.name} {one.accountId}, {one.region}
            </span>
          ))}
          {chosen && chosen.connections.length === 0 ? (
            <span className="text-warn">This project is not connected to a cloud account.</span>
          ) : null}
          {projects?.length === 0 ? (
            <Link href="/projects" className="inline-flex items-center gap-1 text-primary">
              <FolderGit2 className="size-3.5" /> Create a project first
            </Link>
          ) : null}
        </div>
        {may ? <Examples onPick={begin} /> : null}
        <LatestSessions />
        {start.isPending ? (
          <p role="status" className="flex items-center gap-2 text-muted text-xs">
            <Sparkles className="size-3.5" aria-hidden /> Starting the chat
          </p>
        ) : null}
      </div>
    </div>
  );
}
