'use client';

import { type ReactNode, useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { SavedField } from '@/components/ui/saved-field.tsx';
import { TextFields } from '@/components/ui/text-fields.tsx';
import type { Integration } from '@/lib/api-types.generated.ts';
import { useRenameIntegration, useReplaceSecrets } from '@/lib/integration-queries.ts';
import { secretsOf } from '@/lib/integration-words.ts';
import { filled, type Texts } from '@/lib/text-fields.ts';
import { ConnectGuide } from './connect-guide.tsx';

/** Another name, and new secrets; those that are left empty stay as they are. */
export function ChangeDialog({ place, children }: { place: Integration; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const rename = useRenameIntegration(place.id);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody title={`Change ${place.name}`} className="max-w-2xl">
        <SavedField
          key={place.name}
          label="Name"
          before={place.name}
          disabled={rename.isPending}
          save={(name) => name && rename.mutate(name)}
        />
        <details>
          <summary className="w-fit cursor-pointer text-muted text-xs hover:text-foreground">
            Where its secrets are found
          </summary>
          <div className="mt-2">
            <ConnectGuide kind={place.kind} hookUrl={place.hookUrl} />
          </div>
        </details>
        <Secrets place={place} close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

function Secrets({ place, close }: { place: Integration; close: () => void }) {
  const { id, kind, settings } = place;
  const replace = useReplaceSecrets(id);
  const [texts, setTexts] = useState<Texts>({});
  const fields = secretsOf(kind, settings.github?.auth === 'app');
  const given = filled(fields, texts);
  const some = Object.keys(given).length > 0;
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (some) replace.mutate(given, { onSuccess: close });
      }}
    >
      <p className="text-muted text-xs">New secrets take the place of the old ones. What is left empty stays.</p>
      <TextFields fields={fields} values={texts} onChange={setTexts} />
      {replace.error ? <ProblemNotice error={replace.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Close</Button>
        <Button type="submit" look="primary" disabled={!some || replace.isPending}>
          Replace and verify
        </Button>
      </DialogActions>
    </form>
  );
}
