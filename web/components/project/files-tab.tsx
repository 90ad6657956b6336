'use client';

import { FilePlus2, GitCompareArrows, PanelLeft, Save } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { FilesDiff } from '@/components/files-diff.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Drawer } from '@/components/ui/drawer.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { Project, RevisionWithFiles } from '@/lib/api-types.generated.ts';
import { type Files, firstFile, renamed, without } from '@/lib/draft.ts';
import { useRevision } from '@/lib/queries.ts';
import { useMayIn } from '@/lib/use-role.ts';
import { FileTree } from './file-tree.tsx';
import { Overtaken } from './overtaken.tsx';
import { RunMenu } from './run-menu.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { useDraft } from './use-draft.ts';

const Editor = dynamic(() => import('./editor.tsx').then(({ Editor: part }) => part), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full rounded-none" />,
});

export function FilesTab({ project }: { project: Project }) {
  const query = useRevision(project.id, project.latestRevision === null ? null : 'latest');
  if (query.error) return <ProblemNotice error={query.error} retry={() => void query.refetch()} className="m-4" />;
  if (project.latestRevision !== null && !query.data) return <Skeleton className="m-4 h-64" />;
  return <Workbench project={project} latest={query.data ?? null} />;
}

function Workbench({ project, latest }: { project: Project; latest: RevisionWithFiles | null }) {
  const readOnly = !useMayIn(project.id, 'operator');
  const draft = useDraft(project.id, latest);
  const [{ file, diff }, setView] = useQueryStates({ file: parseAsString, diff: parseAsBoolean.withDefault(false) });
  const [saving, setSaving] = useState(false);
  const [treeOpen, setTreeOpen] = useState(false);
  /** Grows when files change other than by typing. */
  const [round, setRound] = useState(0);
  const { files, changes, dirty } = draft;
  const chosen = file !== null && file in files ? file : firstFile(files);
  const compares = diff && dirty;
  const editOutside = (change: (now: Files) => Files) => {
    setRound((now) => now + 1);
    draft.edit(change);
  };
  const drop = () => {
    setRound((now) => now + 1);
    draft.drop();
  };
  const create = (path: string) => {
    setTreeOpen(false);
    editOutside((now) => ({ ...now, [path]: '' }));
    void setView({ file: path, diff: null });
  };
  const rename = (from: string, to: string) => {
    editOutside((now) => renamed(now, from, to));
    void setView({ file: to });
  };
  const choose = (path: string) => {
    setTreeOpen(false);
    void setView({ file: path, diff: null });
  };
  const tree = (
    <FileTree
      files={files}
      changes={dirty ? changes : []}
      chosen={chosen}
      readOnly={readOnly}
      onChoose={choose}
      onCreate={create}
      onRename={rename}
      onDelete={(path) => editOutside((now) => without(now, path))}
    />
  );
  if (Object.keys(files).length === 0 && !dirty) {
    return (
      <div className="p-4 sm:px-6">
        <EmptyState
          icon={FilePlus2}
          title="No files yet"
          action={
            readOnly ? null : (
              <Button look="primary" onClick={() => create('main.tf')}>
                <FilePlus2 /> Create main.tf
              </Button>
            )
          }
        >
          Ask for a change in a chat and the agent writes the files, or begin with one of your own.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="grid h-full grid-rows-[auto_auto_minmax(0,1fr)]">
      <div className="flex min-h-10 flex-wrap items-center gap-2 border-border border-b px-4 py-1.5 sm:px-6">
        <Button size="sm" className="max-w-44 font-mono md:hidden" onClick={() => setTreeOpen(true)}>
          <PanelLeft />
          <span className="truncate">{chosen ?? 'Files'}</span>
        </Button>
        <p className="text-muted text-xs">
          {draft.base === null ? 'Not saved yet' : `Revision ${draft.base}`}
          {dirty ? `, ${changes.length === 1 ? '1 file' : `${changes.length} files`} edited` : ''}
        </p>
        <div className="ml-auto flex flex-wrap items-center gap-1.5">
          {dirty ? (
            <>
              <Button size="sm" look="quiet" onClick={drop}>
                Drop the edits
              </Button>
              <Button size="sm" aria-pressed={compares} onClick={() => void setView({ diff: compares ? null : true })}>
                <GitCompareArrows /> {compares ? 'Back to the editor' : 'Compare'}
              </Button>
              {readOnly ? null : (
                <Button size="sm" look="primary" onClick={() => setSaving(true)}>
                  <Save /> Save
                  <span className="max-sm:hidden">
                    <Kbd>Ctrl S</Kbd>
                  </span>
                </Button>
              )}
            </>
          ) : latest ? (
            <RunMenu project={project} revision={latest.number} />
          ) : null}
        </div>
      </div>
      {draft.overtaken && latest ? (
        <Overtaken
          latest={latest}
          base={draft.base}
          onCompare={() => void setView({ diff: true })}
          files={files}
          onKeep={(merged) => {
            setRound((now) => now + 1);
            draft.moveOn(merged);
          }}
          onTake={drop}
        />
      ) : (
        <div />
      )}
      <div className="grid min-h-0 md:grid-cols-[15rem_minmax(0,1fr)]">
        <div className="hidden min-h-0 border-border border-r md:block">{tree}</div>
        <div className="min-h-0 min-w-0" data-testid="editor">
          {compares ? (
            <div className="h-full overflow-y-auto p-4">
              <FilesDiff before={latest?.contents ?? {}} after={files} />
            </div>
          ) : chosen === null ? (
            <p className="p-6 text-muted">Every file is deleted. Save needs at least one.</p>
          ) : (
            <Editor
              // Monaco keeps its models for the whole tab: neither two projects nor two bases may share one.
              model={`${project.id}/${draft.base}/${round}/${chosen}`}
              path={chosen}
              text={files[chosen] ?? ''}
              readOnly={readOnly}
              onChange={(text) => {
                if (text !== files[chosen]) draft.edit((now) => ({ ...now, [chosen]: text }));
              }}
              onSave={() => dirty && !readOnly && setSaving(true)}
            />
          )}
        </div>
      </div>
      <Drawer open={treeOpen} onOpenChange={setTreeOpen} title="Files">
        {tree}
      </Drawer>
      <SaveDialog
        project={project}
        open={saving}
        onOpenChange={setSaving}
        files={files}
        base={draft.base}
        changes={changes}
        onSaved={drop}
      />
    </div>
  );
}
