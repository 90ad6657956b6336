'use client';

import { Select } from '@/components/ui/select.tsx';
import { TextFields } from '@/components/ui/text-fields.tsx';
import type { Typed } from '@/lib/connect-body.ts';
import { type CredentialKind, connectWords } from '@/lib/connect-words.ts';

type CredentialFieldsProps = { kind: CredentialKind; typed: Typed; onChange: (typed: Typed) => void };

/** What a kind of credential asks for: settings first, then secrets, which are dots and never filled in again. */
export function CredentialFields({ kind, typed, onChange }: CredentialFieldsProps) {
  const { settings, secrets } = connectWords[kind];
  return (
    <>
      <TextFields
        fields={settings.filter(({ name }) => name !== 'ovhEndpoint')}
        values={typed.settings}
        onChange={(values) => onChange({ ...typed, settings: values })}
      />
      {kind === 'ovh_application' ? (
        <OvhApi
          value={typed.settings.ovhEndpoint ?? ''}
          onChange={(ovhEndpoint) => onChange({ ...typed, settings: { ...typed.settings, ovhEndpoint } })}
        />
      ) : null}
      <TextFields
        fields={secrets}
        values={typed.secrets}
        onChange={(values) => onChange({ ...typed, secrets: values })}
      />
    </>
  );
}

const ovhApis = [
  { value: 'ovh-eu', label: 'Europe (ovh-eu)' },
  { value: 'ovh-ca', label: 'Canada (ovh-ca)' },
  { value: 'ovh-us', label: 'United States (ovh-us)' },
];

const OvhApi = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => (
  <div className="grid gap-1">
    <span className="font-medium text-xs">API</span>
    <Select label="API" value={value} onChange={onChange} options={ovhApis} placeholder="Where the account is" />
  </div>
);
