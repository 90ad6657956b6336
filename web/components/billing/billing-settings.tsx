'use client';

import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { SavedField } from '@/components/ui/saved-field.tsx';
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
      <SavedField
        key={tags}
        label="Tags to group by"
        hint="By comma; counts from the next load on. Empty: application, environment, owner, project, team and the like."
        before={tags}
        placeholder="the usual ones"
        disabled={change.isPending}
        tidy={(text) => tagsOf(text).join(', ')}
        save={(text) => change.mutate({ settings: { ...settings, tagKeys: text ? tagsOf(text) : undefined } })}
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

/** Tags as people type them: by comma, space or line, each once. */
const tagsOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

function Archive({ account }: { account: BillingAccount }) {
  const router = useRouter();
  return (
    <Confirm
      title={`Archive ${account.name}?`}
      description="Costs that came stay and still count. No others come, and its credentials are removed from Vault."
      action="Archive the billing account"
      mutation={useArchiveBillingAccount(account.id)}
      onDone={() => router.push('/costs/accounts')}
    >
      <Button size="sm" look="dangerPlain">
        Archive
      </Button>
    </Confirm>
  );
}
