'use client';

import { TickList } from '@/components/ui/tick-list.tsx';
import { noticeWords, ruleKinds } from '@/lib/notice-words.ts';
import type { NoticeKind } from '@/lib/types.ts';

type KindsPickerProps = { chosen: NoticeKind[]; onChange: (kinds: NoticeKind[]) => void };

/** What to be told of. */
export const KindsPicker = (props: KindsPickerProps) => (
  <TickList legend="Tells of" choices={ruleKinds} words={noticeWords} {...props} />
);
