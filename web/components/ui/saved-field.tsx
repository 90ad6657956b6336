'use client';

import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { Field, Input } from './field.tsx';

type SavedFieldProps = {
  label: string;
  hint?: ReactNode;
  before: string;
  placeholder?: string;
  disabled: boolean;
  /** As it would be kept: what only differs in blanks has not changed. */
  tidy?: (text: string) => string;
  save: (text: string) => void;
};

/** One line of settings that is kept by its own button. Give it a `key` of `before`: another answer starts it anew. */
export function SavedField({ label, hint, before, placeholder, disabled, save, tidy = trimmed }: SavedFieldProps) {
  const [text, setText] = useState(before);
  const next = tidy(text);
  const changed = next !== before;
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save(next);
      }}
    >
      <Field label={label} hint={hint}>
        {(props) => (
          <Input
            {...props}
            value={text}
            disabled={disabled}
            placeholder={placeholder}
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

const trimmed = (text: string) => text.trim();
