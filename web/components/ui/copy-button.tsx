'use client';

import { Check, Copy } from 'lucide-react';
import { useCopy } from '@/lib/use-copy.ts';
import { Button } from './button.tsx';

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const { copied, copy } = useCopy();
  return (
    <Button look="quiet" size="iconSm" aria-label={copied ? 'Copied' : label} onClick={() => void copy(text)}>
      {copied ? <Check className="text-good" /> : <Copy />}
    </Button>
  );
}
