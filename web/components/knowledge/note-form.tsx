'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { DialogActions } from '@/components/ui/dialog.tsx';
import { Field, Textarea } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { MemoryNote } from '@/lib/api-types.generated.ts';
import { useSaveNote } from '@/lib/memory-queries.ts';
import { useMay, useProjectsWhere } from '@/lib/use-role.ts';

const longest = 1_000;
const everywhere = 'everywhere';

/** @param props.note absent: a new one */
export function NoteForm({ note, close }: { note?: MemoryNote; close: () => void }) {
  const save = useSaveNote(note?.id);
  const projects = useProjectsWhere('operator') ?? [];
  const all = useMay('operator');
  const [text, setText] = useState(note?.text ?? '');
  const [project, setProject] = useState(
    note?.projectId ?? (all || note ? everywhere : (projects[0]?.id ?? everywhere)),
  );
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const wish = { text: text.trim(), projectId: project === everywhere ? null : project };
        if (wish.text) save.mutate(wish, { onSuccess: close });
      }}
    >
      <Field label="Note" hint={`One thing, in a sentence or two. ${longest - text.length} characters left.`}>
        {(props) => (
          <Textarea
            {...props}
            autoFocus
            value={text}
            maxLength={longest}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Select
          label="Where it holds"
          value={project}
          onChange={setProject}
          options={[
            ...(all ? [{ value: everywhere, label: 'For all projects' }] : []),
            ...projects.map(({ id, name }) => ({ value: id, label: `For ${name}` })),
          ]}
        />
        <DialogActions>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!text.trim() || save.isPending}>
            Keep the note
          </Button>
        </DialogActions>
      </div>
      {save.error ? <ProblemNotice error={save.error} /> : null}
    </form>
  );
}
