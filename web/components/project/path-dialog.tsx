'use client';

import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { type Files, pathProblem, without } from '@/lib/draft.ts';

type PathDialogProps = {
  /** `from` null: a new file. */
  asking: { from: string | null } | null;
  files: Files;
  onClose: () => void;
  onPath: (path: string) => void;
};

export function PathDialog({ asking, files, onClose, onPath }: PathDialogProps) {
  const [path, setPath] = useState('');
  const [tried, setTried] = useState(false);
  const from = asking?.from ?? null;
  useEffect(() => {
    setPath(from ?? '');
    setTried(false);
  }, [from]);
  const others = from ? without(files, from) : files;
  const problem = path === from ? null : pathProblem(path, others);
  return (
    <Dialog open={asking !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogBody title={from ? `Rename ${from}` : 'New file'}>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (!problem) onPath(path);
          }}
        >
          <Field
            label="Path"
            hint="Such as variables.tf or modules/network/main.tf."
            error={tried && problem ? problem : undefined}
          >
            {(props) => (
              <Input
                {...props}
                value={path}
                onChange={(event) => setPath(event.target.value)}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
              />
            )}
          </Field>
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary">
              {from ? 'Rename' : 'Create'}
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}
