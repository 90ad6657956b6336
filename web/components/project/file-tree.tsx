'use client';

import { EllipsisVertical, FileCode, FilePlus2, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Menu, MenuBody, MenuItem, MenuTrigger } from '@/components/ui/menu.tsx';
import { cn } from '@/lib/cn.ts';
import type { FileChange, Files } from '@/lib/draft.ts';
import { PathDialog } from './path-dialog.tsx';

const marks = { added: 'A', changed: 'M', removed: 'D' } as const;
const inks = { added: 'text-good', changed: 'text-warn', removed: 'text-bad' } as const;

type FileTreeProps = {
  files: Files;
  changes: readonly FileChange[];
  chosen: string | null;
  readOnly: boolean;
  onChoose: (path: string) => void;
  onCreate: (path: string) => void;
  onRename: (from: string, to: string) => void;
  onDelete: (path: string) => void;
};

/** The files by folder. Few enough for a flat list with the folder before the name. */
export function FileTree({ files, changes, chosen, readOnly, onChoose, onCreate, onRename, onDelete }: FileTreeProps) {
  const [asking, setAsking] = useState<{ from: string | null } | null>(null);
  const kindOf = new Map(changes.map(({ path, kind }) => [path, kind]));
  const paths = Object.keys(files).sort(byFolder);
  return (
    <nav aria-label="Files" className="flex h-full min-h-0 flex-col">
      <div className="flex h-9 items-center justify-between border-border border-b pr-1 pl-3">
        <h2 className="text-muted text-xs">{paths.length === 1 ? '1 file' : `${paths.length} files`}</h2>
        {readOnly ? null : (
          <Button look="quiet" size="iconSm" aria-label="New file" onClick={() => setAsking({ from: null })}>
            <FilePlus2 />
          </Button>
        )}
      </div>
      <ul className="min-h-0 flex-1 overflow-y-auto p-1">
        {paths.map((path) => (
          <li
            key={path}
            className={cn('group flex items-center rounded-md hover:bg-hover', path === chosen && 'bg-selected')}
          >
            <button
              type="button"
              onClick={() => onChoose(path)}
              aria-current={path === chosen ? 'true' : undefined}
              className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-md px-2 text-left focus-visible:-outline-offset-2"
            >
              <FileCode className="size-3.5 shrink-0 text-faint" aria-hidden />
              <Name path={path} />
              <Mark kind={kindOf.get(path)} />
            </button>
            {readOnly ? null : (
              <Menu>
                <MenuTrigger asChild>
                  <Button
                    look="quiet"
                    size="iconSm"
                    aria-label={`More for ${path}`}
                    className="opacity-0 focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 max-md:opacity-100"
                  >
                    <EllipsisVertical />
                  </Button>
                </MenuTrigger>
                <MenuBody align="end">
                  <MenuItem onSelect={() => setAsking({ from: path })}>
                    <Pencil /> Rename
                  </MenuItem>
                  <MenuItem danger onSelect={() => onDelete(path)}>
                    <Trash2 /> Delete
                  </MenuItem>
                </MenuBody>
              </Menu>
            )}
          </li>
        ))}
        {changes
          .filter(({ kind }) => kind === 'removed')
          .map(({ path }) => (
            <li key={path} className="flex h-7 items-center gap-2 px-2 text-faint">
              <FileCode className="size-3.5 shrink-0" aria-hidden />
              <span className="min-w-0 flex-1 truncate font-mono text-xs line-through">{path}</span>
              <Mark kind="removed" />
            </li>
          ))}
      </ul>
      <PathDialog
        asking={asking}
        files={files}
        onClose={() => setAsking(null)}
        onPath={(path) => {
          if (asking?.from) onRename(asking.from, path);
          else onCreate(path);
          setAsking(null);
        }}
      />
    </nav>
  );
}

/** Files of the top folder first, as Terraform reads them first. */
function byFolder(a: string, b: string): number {
  return Number(a.includes('/')) - Number(b.includes('/')) || a.localeCompare(b);
}

function Name({ path }: { path: string }) {
  const at = path.lastIndexOf('/') + 1;
  return (
    <span className="min-w-0 flex-1 truncate font-mono text-xs" title={path}>
      {at > 0 ? <span className="text-faint">{path.slice(0, at)}</span> : null}
      {path.slice(at)}
    </span>
  );
}

function Mark({ kind }: { kind: FileChange['kind'] | undefined }) {
  if (!kind) return null;
  return (
    <span role="img" aria-label={kind} title={kind} className={cn('font-mono text-xs', inks[kind])}>
      {marks[kind]}
    </span>
  );
}
