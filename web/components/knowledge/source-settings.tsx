'use client';

import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { SavedField } from '@/components/ui/saved-field.tsx';
import type { KnowledgeSource } from '@/lib/api-types.generated.ts';
import { counted } from '@/lib/estate-words.ts';
import { useArchiveSource, useChangeSource } from '@/lib/knowledge-queries.ts';
import { isFetched } from '@/lib/knowledge-words.ts';
import { urlsOf } from '@/lib/source-form.ts';
import { useMay } from '@/lib/use-role.ts';
import { Interval } from './source-fields.tsx';

/** Name, how often, what is read, and the end of it. */
export function SourceSettings({ source, onRemoved }: { source: KnowledgeSource; onRemoved: () => void }) {
  const { id, name, kind, settings, intervalMinutes, hasCredentials, counts } = source;
  const admin = useMay('admin');
  const operator = useMay('operator');
  const change = useChangeSource(id);
  const archive = useArchiveSource(id);
  // Who may read with the token in Vault decides what is read with it.
  const off = change.isPending || !(hasCredentials ? admin : operator);
  const urls = settings.urls?.join(', ') ?? '';
  const { git } = settings;
  return (
    <section aria-label="Settings" className="grid gap-3">
      <h2 className="font-semibold">Settings</h2>
      <SavedField
        key={name}
        label="Name"
        before={name}
        disabled={off}
        save={(next) => next && change.mutate({ name: next })}
      />
      {isFetched(kind) ? (
        <Interval
          minutes={intervalMinutes === null ? '' : String(intervalMinutes)}
          disabled={off}
          onChange={(minutes) => change.mutate({ intervalMinutes: minutes === '' ? null : Number(minutes) })}
        />
      ) : null}
      {kind === 'urls' ? (
        <SavedField
          key={urls}
          label="Addresses"
          hint={`${counted(settings.urls?.length ?? 0, 'address', 'addresses')}, by comma.`}
          before={urls}
          disabled={off}
          tidy={(text) => urlsOf(text).join(', ')}
          save={(text) => change.mutate({ settings: { urls: urlsOf(text) } })}
        />
      ) : null}
      {git ? (
        <SavedField
          key={`${git.folder} ${git.branch}`}
          label="Folder"
          hint="Empty: all of the repository."
          before={git.folder}
          disabled={off}
          save={(folder) => change.mutate({ settings: { git: { ...git, folder } } })}
        />
      ) : null}
      {hasCredentials ? <p className="text-muted text-xs">It is read with a token that is kept in Vault.</p> : null}
      {admin ? (
        <div>
          <Confirm
            title={`Remove ${name}?`}
            description={`Its ${counted(counts.documents, 'document')} are no longer found, neither by you nor by the agent.`}
            action="Remove the source"
            mutation={archive}
            onDone={onRemoved}
          >
            <Button size="sm" look="dangerPlain">
              Remove
            </Button>
          </Confirm>
        </div>
      ) : null}
    </section>
  );
}
