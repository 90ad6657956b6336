'use client';

import Link from 'next/link';
import { Field, Input, Textarea } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { NoticeChannel } from '@/lib/api-types.generated.ts';
import { useIntegrations } from '@/lib/integration-queries.ts';
import { addressesOf, type ChannelKind } from '@/lib/notice-words.ts';

export type Target = { text: string; integrationId: string };

export const targetOf = ({ kind, settings }: Pick<NoticeChannel, 'kind' | 'settings'>): Target => ({
  text: { email: settings.addresses?.join(', '), webhook: settings.url, slack: settings.slackChannel }[kind] ?? '',
  integrationId: settings.integrationId ?? '',
});

/** What was typed as the API takes it; null while something is missing. */
export function settingsOf(kind: ChannelKind, { text, integrationId }: Target): NoticeChannel['settings'] | null {
  const given = text.trim();
  if (!given) return null;
  if (kind === 'email') return { addresses: addressesOf(given) };
  if (kind === 'webhook') return { url: given };
  return integrationId ? { integrationId, slackChannel: given } : null;
}

type TargetFieldsProps = { kind: ChannelKind; target: Target; onChange: (target: Target) => void };

/** Where a channel of each kind sends. */
export function TargetFields({ kind, target, onChange }: TargetFieldsProps) {
  const set = (text: string) => onChange({ ...target, text });
  if (kind === 'email') {
    return (
      <Field label="Addresses" hint="By comma or line, up to 50.">
        {(props) => <Textarea {...props} value={target.text} onChange={(event) => set(event.target.value)} />}
      </Field>
    );
  }
  if (kind === 'webhook') {
    return (
      <Field
        label="Address"
        hint="https. Each request is signed as standardwebhooks.com says; you get the secret next, once."
      >
        {(props) => (
          <Input
            {...props}
            type="url"
            placeholder="https://"
            value={target.text}
            onChange={(event) => set(event.target.value)}
          />
        )}
      </Field>
    );
  }
  return <SlackTarget target={target} onChange={onChange} />;
}

function SlackTarget({ target, onChange }: Omit<TargetFieldsProps, 'kind'>) {
  const slacks = useIntegrations().data?.items.filter(({ kind }) => kind === 'slack') ?? [];
  if (slacks.length === 0) {
    return (
      <p className="text-sm text-warn">
        No Slack is connected.{' '}
        <Link href="/integrations" className="underline underline-offset-2">
          Connect it first
        </Link>
        .
      </p>
    );
  }
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <div className="grid content-start gap-1">
        <span className="font-medium text-xs">Workspace</span>
        <Select
          label="Workspace"
          value={target.integrationId}
          placeholder="Choose"
          onChange={(integrationId) => onChange({ ...target, integrationId })}
          options={slacks.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <Field label="Channel id" hint="Such as C0123456789, at the end of the channel’s details. Invite the bot there.">
        {(props) => (
          <Input
            {...props}
            value={target.text}
            spellCheck={false}
            onChange={(event) => onChange({ ...target, text: event.target.value.toUpperCase() })}
          />
        )}
      </Field>
    </div>
  );
}
