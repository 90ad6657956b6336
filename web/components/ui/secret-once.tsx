'use client';

import { Check, Copy, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCopy } from '@/lib/use-copy.ts';
import { Button } from './button.tsx';
import { Input } from './field.tsx';

type SecretOnceProps = { label: string; secret: string; children: ReactNode };

/** A secret that is shown now and never again. The children say who could do what with it. */
export function SecretOnce({ label, secret, children }: SecretOnceProps) {
  const { copied, copy } = useCopy();
  return (
    <div className="grid gap-2 rounded-md border border-warn/30 bg-warn-soft p-3">
      <p className="flex items-center gap-1.5 font-medium text-warn">
        <TriangleAlert className="size-4 shrink-0" aria-hidden />
        Copy it now: it is shown this once
      </p>
      <div className="flex items-center gap-2">
        <Input
          readOnly
          aria-label={label}
          data-testid="secret-once"
          value={secret}
          onFocus={(event) => event.target.select()}
          className="flex-1 font-mono text-xs"
        />
        <Button size="sm" onClick={() => void copy(secret)}>
          {copied ? <Check className="text-good" /> : <Copy />}
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <div className="text-sm">{children}</div>
    </div>
  );
}
