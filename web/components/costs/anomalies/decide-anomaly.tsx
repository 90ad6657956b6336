'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog.tsx';
import { Field, Textarea } from '@/components/ui/field.tsx';
import type { Anomaly } from '@/lib/api-types.generated.ts';
import { useDecideAnomaly } from '@/lib/insight-queries.ts';

type Decision = Anomaly['state'];
const decisions: { state: Decision; label: string; title: string }[] = [
  { state: 'acknowledged', label: 'Acknowledge', title: 'Acknowledge: someone looks into it' },
  { state: 'expected', label: 'Expected', title: 'Expected: it was meant to be' },
  { state: 'resolved', label: 'Resolve', title: 'Resolve: it is over or has been mended' },
];

/** What it is decided to be, with a note for whoever comes next. */
export function DecideAnomaly({ anomaly }: { anomaly: Anomaly }) {
  const [chosen, setChosen] = useState<Decision | null>(null);
  return (
    <div className="flex flex-wrap items-start gap-1.5">
      {decisions
        .filter(({ state }) => state !== anomaly.state)
        .map(({ state, label }) => (
          <Button key={state} size="sm" onClick={() => setChosen(state)}>
            {label}
          </Button>
        ))}
      {chosen ? <NoteDialog anomaly={anomaly} state={chosen} close={() => setChosen(null)} /> : null}
    </div>
  );
}

function NoteDialog({ anomaly, state, close }: { anomaly: Anomaly; state: Decision; close: () => void }) {
  const decide = useDecideAnomaly();
  const [note, setNote] = useState(anomaly.note ?? '');
  const words = decisions.find((one) => one.state === state);
  return (
    <Dialog open onOpenChange={close}>
      <DialogBody title={words?.title ?? 'Decide'}>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const text = note.trim();
            decide.mutate({ id: anomaly.id, state, ...(text ? { note: text } : {}) }, { onSuccess: close });
          }}
        >
          <Field label="Note (optional)" hint="Why, for whoever looks at it next.">
            {(props) => (
              <Textarea {...props} value={note} maxLength={1_000} onChange={(event) => setNote(event.target.value)} />
            )}
          </Field>
          {decide.error ? <ProblemNotice error={decide.error} /> : null}
          <DialogActions>
            <Button onClick={close}>Not now</Button>
            <Button type="submit" look="primary" disabled={decide.isPending}>
              {words?.label ?? 'Decide'}
            </Button>
          </DialogActions>
        </form>
      </DialogBody>
    </Dialog>
  );
}
