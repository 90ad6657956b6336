'use client';

import { useEffect, useState } from 'react';

/** Copies a text, and says so for a moment. */
export function useCopy() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) => navigator.clipboard?.writeText(text).then(() => setCopied(true));
  return { copied, copy };
}
