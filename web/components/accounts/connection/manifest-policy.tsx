'use client';

import { useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { TickList } from '@/components/ui/tick-list.tsx';
import type { ManifestPolicy } from '@/lib/api-types.generated.ts';
import { useManifestPolicy, useSetManifestPolicy } from '@/lib/manifest-policy-queries.ts';
import { badNamespace, isSamePolicy, namespacesOf, permissions, permissionWords } from '@/lib/manifest-policy-words.ts';
import { useMay } from '@/lib/use-role.ts';

/** What proposals may do in a cluster. Everybody who sees the account reads it, admins change it. */
export function ManifestPolicySection({ connectionId }: { connectionId: string }) {
  const policy = useManifestPolicy(connectionId);
  const admin = useMay('admin');
  return (
    <Section
      title="What manifests may do"
      note={`The gate refuses what is not allowed here, before anything is planned. ${admin ? 'Each change is in the audit log.' : 'Admins of the organisation change it.'}`}
    >
      {policy.data ? (
        <PolicyForm key={JSON.stringify(policy.data)} before={policy.data} {...{ connectionId, admin }} />
      ) : policy.error ? (
        <ProblemNotice error={policy.error} retry={() => void policy.refetch()} />
      ) : (
        <SkeletonRows rows={4} />
      )}
    </Section>
  );
}

type PolicyFormProps = { connectionId: string; admin: boolean; before: ManifestPolicy };

function PolicyForm({ connectionId, admin, before }: PolicyFormProps) {
  const save = useSetManifestPolicy(connectionId);
  const [allow, setAllow] = useState(before.allow);
  const [text, setText] = useState(before.namespaces?.join(', ') ?? '');
  const names = namespacesOf(text);
  const next: ManifestPolicy = { namespaces: names.length > 0 ? names : null, allow };
  const error = badNamespace(text);
  const off = !admin || save.isPending;
  const undo = () => {
    setAllow(before.allow);
    setText(before.namespaces?.join(', ') ?? '');
  };
  return (
    <form
      className="panel grid gap-4 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!error) save.mutate(next);
      }}
    >
      <Field
        label="Namespaces"
        hint="The ones that may be changed, by comma. Empty: all but the cluster's own (kube-system and its like)."
        {...(error ? { error } : {})}
      >
        {(props) => (
          <Input
            {...props}
            value={text}
            disabled={off}
            placeholder="all but the cluster's own"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="grid gap-1">
        <TickList
          legend="Allowed beyond the ordinary"
          choices={permissions}
          words={permissionWords}
          chosen={allow}
          onChange={setAllow}
          off={off}
        />
        <p className="text-muted text-xs">
          Values of secrets are never allowed in manifests: make the Secret in the cluster, and refer to it by name.
        </p>
      </div>
      {isSamePolicy(next, before) ? null : (
        <div className="flex gap-2">
          <Button size="sm" type="submit" look="primary" disabled={off || error !== undefined}>
            Save
          </Button>
          <Button size="sm" disabled={off} onClick={undo}>
            Undo
          </Button>
        </div>
      )}
    </form>
  );
}
