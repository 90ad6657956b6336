'use client';

import { useMemo } from 'react';
import { useBillingAccounts } from './billing-queries.ts';
import { usualTagKeys } from './spend-words.ts';

/** Tags that costs are kept by: those that billing accounts name, and the usual ones where one names none. */
export function useTagKeys(): string[] {
  const accounts = useBillingAccounts().data?.items;
  return useMemo(() => {
    const named = (accounts ?? []).flatMap(({ settings }) => settings.tagKeys ?? usualTagKeys);
    return [...new Set((named.length > 0 ? named : usualTagKeys).map((key) => key.toLowerCase()))];
  }, [accounts]);
}
