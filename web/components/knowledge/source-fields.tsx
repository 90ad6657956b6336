'use client';

import { Field, Input, Textarea } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { type SourceDraft, urlsOf, wrongUrl } from '@/lib/source-form.ts';
import { intervals, intervalText } from '@/lib/sync-words.ts';
import { useMay } from '@/lib/use-role.ts';

type FieldsProps = { draft: SourceDraft; set: (change: Partial<SourceDraft>) => void };

export function UrlField({ draft, set }: FieldsProps) {
  const wrong = wrongUrl(draft.urls);
  return (
    <Field
      label="Addresses"
      error={wrong ? `This is no web address: ${wrong}` : undefined}
      hint={`One a line, public ones only, up to 1,000. ${urlsOf(draft.urls).length || 'None'} so far.`}
    >
      {(props) => (
        <Textarea
          {...props}
          value={draft.urls}
          rows={5}
          spellCheck={false}
          placeholder="https://"
          className="font-mono text-xs"
          onChange={(event) => set({ urls: event.target.value })}
        />
      )}
    </Field>
  );
}

export function GitFields({ draft, set }: FieldsProps) {
  const admin = useMay('admin');
  const line = (name: 'gitUrl' | 'branch' | 'folder' | 'username' | 'token') => ({
    value: draft[name],
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  return (
    <>
      <Field label="Clone address" hint="By https, such as https://github.com/acme/handbook.git.">
        {(props) => <Input {...props} {...line('gitUrl')} placeholder="https://" />}
      </Field>
      <div className="grid grid-cols-2 items-start gap-3">
        <Field label="Folder (optional)" hint="Empty: all of it.">
          {(props) => <Input {...props} {...line('folder')} placeholder="docs" />}
        </Field>
        <Field label="Branch (optional)" hint="Empty: the usual one.">
          {(props) => <Input {...props} {...line('branch')} placeholder="main" />}
        </Field>
      </div>
      {admin ? (
        <details>
          <summary className="w-fit cursor-pointer text-muted text-xs hover:text-foreground">
            It is a private repository
          </summary>
          <div className="mt-2 grid grid-cols-2 items-start gap-3">
            <Field label="User name (optional)" hint="Where the host asks for one.">
              {(props) => <Input {...props} {...line('username')} />}
            </Field>
            <Field label="Token" hint="To read is enough. It goes to Vault.">
              {(props) => <Input {...props} {...line('token')} type="password" />}
            </Field>
          </div>
        </details>
      ) : (
        <p className="text-muted text-xs">For a private repository an admin has to add the source, with a token.</p>
      )}
    </>
  );
}

const never = 'never';

/** How often Aurora looks by itself. @param props.minutes '' for when somebody asks */
export function Interval({
  minutes,
  disabled,
  onChange,
}: {
  minutes: string;
  disabled?: boolean;
  onChange: (minutes: string) => void;
}) {
  const known = minutes === '' || intervals.some((one) => String(one.minutes) === minutes);
  return (
    <div className="grid gap-1">
      <span className="font-medium text-xs">Read again</span>
      <Select
        label="Read again"
        value={minutes || never}
        disabled={disabled}
        onChange={(value) => onChange(value === never ? '' : value)}
        options={[
          { value: never, label: 'when somebody asks' },
          ...intervals.map((one) => ({ value: String(one.minutes), label: one.label })),
          ...(known ? [] : [{ value: minutes, label: intervalText(Number(minutes)) }]),
        ]}
      />
    </div>
  );
}
