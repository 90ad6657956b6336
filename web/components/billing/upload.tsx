'use client';

import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Progress } from '@/components/ui/progress.tsx';
import { useUpload } from '@/lib/billing-queries.ts';
import { cn } from '@/lib/cn.ts';
import { bytes } from '@/lib/time.ts';

const partPattern = /^[0-9A-Za-z._-]{1,64}$/;
const usualPart = 'upload';

/** A file for the account: by dropping it or by choosing it, with how far it is and what became of it. */
export function Upload({ accountId }: { accountId: string }) {
  const { mutate, progress, data, error, variables } = useUpload(accountId);
  const [over, setOver] = useState(false);
  const [part, setPart] = useState('');
  const chooser = useRef<HTMLInputElement>(null);
  const partError = part && !partPattern.test(part) ? 'Letters, digits, dots, dashes and underscores only.' : undefined;
  const send = (file: File | undefined) => {
    if (file && !progress && !partError) mutate({ file, part: part || usualPart });
  };
  return (
    <section
      aria-label="Upload"
      className={cn('panel grid gap-3 border-dashed p-3', over && 'border-primary bg-selected')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        send(event.dataTransfer.files[0]);
      }}
    >
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" disabled={progress !== null} onClick={() => chooser.current?.click()}>
          <FileUp /> Upload a file
        </Button>
        <input
          ref={chooser}
          type="file"
          data-testid="billing-file"
          aria-label="File with costs"
          className="sr-only"
          tabIndex={-1}
          accept=".csv,.gz,.parquet"
          onChange={(event) => {
            send(event.target.files?.[0]);
            // The same file can be chosen again.
            event.target.value = '';
          }}
        />
        <p className="min-w-0 flex-1 basis-60 text-muted text-xs">
          Or drop it here: FOCUS 1.0 to 1.2 or AWS CUR 2.0, as CSV, CSV.gz or Parquet. It replaces what was uploaded for
          the months that it holds.
        </p>
      </div>
      <details>
        <summary className="w-fit cursor-pointer text-muted text-xs hover:text-foreground">
          Several files for one month
        </summary>
        <div className="mt-2 max-w-sm">
          <Field
            label="Part"
            error={partError}
            hint="Files of different parts add up; the same part again replaces its months. Empty: the usual part."
          >
            {(props) => (
              <Input
                {...props}
                value={part}
                placeholder={usualPart}
                onChange={(event) => setPart(event.target.value)}
              />
            )}
          </Field>
        </div>
      </details>
      {progress ? (
        <div className="grid gap-1" role="status">
          <Progress
            label={`Upload of ${progress.name}`}
            share={progress.sent / (progress.total || 1)}
            className="h-2"
          />
          <p className="text-muted text-xs tabular-nums">
            {progress.name}: {bytes(progress.sent)} of {bytes(progress.total)} sent. Keep this page open until all of it
            is there.
          </p>
        </div>
      ) : null}
      {data && !progress ? (
        <p role="status" className="text-sm">
          <span className="font-medium">{variables?.file.name}</span>{' '}
          {data.isNew
            ? 'is here and is being loaded; you can leave this page.'
            : 'is here already, byte by byte. Nothing was changed.'}
        </p>
      ) : null}
      {error ? <ProblemNotice error={error} /> : null}
    </section>
  );
}
