'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { credentialsOf, isComplete, nothingTyped, type Typed } from '@/lib/connect-body.ts';
import { useConnectAccount } from '@/lib/connect-queries.ts';
import { type CredentialKind, connectWords } from '@/lib/connect-words.ts';
import { connectionWords } from '@/lib/estate-words.ts';
import { useProjects } from '@/lib/queries.ts';
import { AwsRoleGuide } from './aws-role-guide.tsx';
import { CredentialFields } from './credential-fields.tsx';

const noProject = 'none';

/** One account: where to find what is asked for, the fields, and then its page, where the first check shows. */
export function ConnectForm({ kind }: { kind: CredentialKind }) {
  const router = useRouter();
  const connect = useConnectAccount();
  // Made once: the ExternalId belongs to it, and a repeat of the request changes nothing.
  const [id] = useState(() => v7());
  const [name, setName] = useState('');
  const [projectId, setProjectId] = useState(noProject);
  const [typed, setTyped] = useState<Typed>(nothingTyped);
  const { provider, says, steps } = connectWords[kind];
  const ready = isComplete(kind, typed) && name.trim() !== '';
  const submit = () =>
    connect.mutate(
      { ...credentialsOf(kind, typed), id, name: name.trim(), ...(projectId === noProject ? {} : { projectId }) },
      { onSuccess: (made) => router.push(`/accounts/${made.id}`) },
    );
  return (
    <form
      className="grid max-w-2xl gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) submit();
      }}
    >
      <p className="text-muted">{says}</p>
      <section className="panel grid gap-3 p-3">
        <ol className="grid list-decimal gap-1 pl-5 text-sm">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {kind === 'aws_role' ? <AwsRoleGuide connectionId={id} /> : null}
      </section>
      <Field label="Name" hint="As people call it here.">
        {(props) => (
          <Input
            {...props}
            value={name}
            maxLength={100}
            placeholder={`${connectionWords[provider]} production`}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <CredentialFields kind={kind} typed={typed} onChange={setTyped} />
      <UsedIn value={projectId} onChange={setProjectId} />
      <p className="text-muted text-xs">Secrets go to Vault and are never shown again.</p>
      {connect.error ? <ProblemNotice error={connect.error} /> : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button asChild>
          <Link href="/accounts/connect">Back</Link>
        </Button>
        <Button type="submit" look="primary" disabled={!ready || connect.isPending} data-testid="connect-submit">
          Connect and check
        </Button>
      </div>
    </form>
  );
}

function UsedIn({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const projects = useProjects().items ?? [];
  return (
    <div className="grid gap-1">
      <span className="font-medium text-xs">Project that uses it</span>
      <Select
        label="Project that uses it"
        value={value}
        onChange={onChange}
        options={[
          { value: noProject, label: 'None yet' },
          ...projects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </div>
  );
}
