'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import type { BillingAccount } from '@/lib/api-types.generated.ts';
import { useArchiveBillingAccount, useChangeBillingAccount } from '@/lib/billing-queries.ts';

/** What an admin can change: the tags that costs are kept by, whether it is read, and its end. */
export function BillingSettingsPanel({ account }: { account: BillingAccount }) {
  const { id, kind, enabled, settings } = account;
  const change = useChangeBillingAccount(id);
  const tags = settings.tagKeys?.join(', ') ?? '';
  return (
    <section aria-label="Settings" className="grid gap-3">
      <h2 className="font-semibold">Settings</h2>
      <Tags
        key={tags}
        before={tags}
        disabled={change.isPending}
        save={(tagKeys) => change.mutate({ settings: { ...settings, tagKeys } })}
      />
      <div className="flex flex-wrap gap-2">
        {kind === 'upload' ? null : (
          <Button size="sm" disabled={change.isPending} onClick={() => change.mutate({ enabled: !enabled })}>
            {enabled ? 'Pause' : 'Resume'}
          </Button>
        )}
        <Archive account={account} />
      </div>
    </section>
  );
}

type TagsProps = { before: string; disabled: boolean; save: (keys: string[] | undefined) => void };

function Tags({ before, disabled, save }: TagsProps) {
  const [text, setText] = useState(before);
  const keys = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  const changed = keys.join(', ') !== before;
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save(keys.length > 0 ? keys : undefined);
      }}
    >
      <Field
        label="Tags to group by"
        hint="By comma; counts from the next load on. Empty: application, environment, owner, project, team and the like."
      >
        {(props) => (
          <Input
            {...props}
            value={text}
            disabled={disabled}
            placeholder="the usual ones"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {changed ? (
        <div className="flex gap-2">
          <Button size="sm" type="submit" look="primary" disabled={disabled}>
            Save
          </Button>
          <Button size="sm" onClick={() => setText(before)}>
            Undo
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function Archive({ account }: { account: BillingAccount }) {
  const router = useRouter();
  const archive = useArchiveBillingAccount(account.id);
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm" look="dangerPlain">
          Archive
        </Button>
      </DialogTrigger>
      <DialogBody
        title={`Archive ${account.name}?`}
        description="Costs that came stay and still count. No others come, and its credentials are removed from Vault."
      >
        {archive.error ? <ProblemNotice error={archive.error} /> : null}
        <DialogActions>
          <Button
            look="danger"
            disabled={archive.isPending}
            onClick={() => archive.mutate(undefined, { onSuccess: () => router.push('/costs/accounts') })}
          >
            Archive the billing account
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}
