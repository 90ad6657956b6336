'use client';

import { noticeWords, ruleKinds } from '@/lib/notice-words.ts';
import type { NoticeKind } from '@/lib/types.ts';

type KindsPickerProps = { chosen: NoticeKind[]; onChange: (kinds: NoticeKind[]) => void };

/** What to be told of. */
export const KindsPicker = ({ chosen, onChange }: KindsPickerProps) => (
  <fieldset className="grid gap-1">
    <legend className="mb-1 font-medium text-xs">Tells of</legend>
    <div className="grid gap-x-4 sm:grid-cols-2">
      {ruleKinds.map((kind) => (
        <label
          key={kind}
          className="-mx-1.5 flex min-h-8 cursor-pointer items-start gap-2 rounded px-1.5 py-1 hover:bg-hover"
        >
          <input
            type="checkbox"
            checked={chosen.includes(kind)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, kind] : chosen.filter((one) => one !== kind))
            }
            className="mt-0.5 size-3.5 shrink-0 accent-primary"
          />
          <span className="min-w-0">
            {noticeWords[kind].label}
            <span className="block text-muted text-xs">{noticeWords[kind].says}</span>
          </span>
        </label>
      ))}
    </div>
  </fieldset>
);
