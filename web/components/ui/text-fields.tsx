'use client';

import type { TextFieldOf, Texts } from '@/lib/text-fields.ts';
import { Field, Input, Textarea } from './field.tsx';

type TextFieldsProps = { fields: readonly TextFieldOf[]; values: Texts; onChange: (values: Texts) => void };

/** The lines of a form that differ by kind. */
export function TextFields({ fields, values, onChange }: TextFieldsProps) {
  return fields.map(({ name, label, hint, optional, look }) => (
    <Field key={name} label={optional ? `${label} (optional)` : label} hint={hint}>
      {(props) => {
        const given = {
          ...props,
          value: values[name] ?? '',
          autoComplete: 'off',
          spellCheck: false,
          onChange: (event: { target: { value: string } }) => onChange({ ...values, [name]: event.target.value }),
        };
        if (look === 'long') return <Textarea {...given} className="font-mono text-xs" />;
        return <Input {...given} type={look === 'hidden' ? 'password' : 'text'} />;
      }}
    </Field>
  ));
}
