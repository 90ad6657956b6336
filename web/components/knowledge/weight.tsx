'use client';

import { useId } from 'react';
import { weightText } from '@/lib/knowledge-words.ts';

type WeightProps = { weight: number; onChange: (weight: number) => void };

/** How much meaning counts beside words. */
export function Weight({ weight, onChange }: WeightProps) {
  const id = useId();
  const said = weightText(weight);
  return (
    <div className="grid w-full max-w-sm gap-1">
      <label htmlFor={id} className="sr-only">
        How much meaning counts beside words
      </label>
      <div className="flex items-center gap-2 text-muted text-xs">
        <span>Words</span>
        <input
          id={id}
          type="range"
          min={0}
          max={1}
          step={0.1}
          value={weight}
          aria-valuetext={said}
          onChange={(event) => onChange(Number(event.target.value))}
          className="h-4 min-w-0 flex-1 accent-primary"
        />
        <span>Meaning</span>
      </div>
      <p className="text-xs">{said}.</p>
    </div>
  );
}
