'use client';

import { FileUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import type { KnowledgeSource } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { type DroppedFile, droppedFiles } from '@/lib/dropped-files.ts';
import { useCreateSource } from '@/lib/knowledge-queries.ts';
import { acceptedEndings } from '@/lib/upload-queue.ts';
import { useUploads } from '@/lib/use-uploads.ts';
import { UploadList } from './upload-list.tsx';

type DropHereProps = {
  may: boolean;
  sources: KnowledgeSource[] | undefined;
  /** The source that was chosen; null: the first one for uploads, which is made when there is none. */
  into: string | null;
  /** @param choose opens the browser's choice of files */
  children: (choose: () => void) => ReactNode;
};

/** Takes files that are dropped anywhere on what it holds, and shows how far each of them is. */
export function DropHere({ may, sources, into, children }: DropHereProps) {
  const create = useCreateSource();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const target =
    into ?? sources?.find(({ kind }) => kind === 'upload')?.id ?? (create.isSuccess ? create.variables.id : null);
  const uploads = useUploads(target);
  const name = sources?.find(({ id }) => id === target)?.name ?? 'Uploads';
  const take = (files: DroppedFile[]) => {
    if (files.length > 0) uploads.add(files);
  };
  // Files may come before the sources are known; they wait for a place to go to.
  const homeless = uploads.busy && !target && sources !== undefined && create.isIdle;
  const { mutate: makeSource } = create;
  useEffect(() => {
    if (homeless) makeSource({ id: v7(), name: 'Uploads', kind: 'upload', settings: {}, intervalMinutes: null });
  }, [homeless, makeSource]);
  if (!may) return <div className="flex flex-col gap-3">{children(() => undefined)}</div>;
  return (
    <section
      aria-label="Documents; files can be dropped here"
      className={cn(
        'relative flex flex-col gap-3 rounded-lg',
        over && 'outline-2 outline-primary outline-dashed outline-offset-2',
      )}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void droppedFiles(event.dataTransfer).then(take);
      }}
    >
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" onClick={() => chooser.current?.click()} disabled={!sources}>
          <FileUp /> Upload
        </Button>
        <input
          ref={chooser}
          type="file"
          multiple
          data-testid="document-files"
          aria-label="Documents to upload"
          className="sr-only"
          tabIndex={-1}
          accept={acceptedEndings}
          onChange={(event) => {
            take([...(event.target.files ?? [])].map((file) => ({ name: file.name, file })));
            // The same files can be chosen again.
            event.target.value = '';
          }}
        />
        <p className="min-w-0 flex-1 basis-52 text-muted text-xs">
          Or drop files and folders anywhere below. They go to {name}; the same name again is the next version.
        </p>
      </div>
      {create.error ? <ProblemNotice error={create.error} retry={create.reset} /> : null}
      <UploadList uploads={uploads} />
      {children(() => chooser.current?.click())}
    </section>
  );
}
