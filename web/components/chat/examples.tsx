'use client';

import { ArrowUpRight } from 'lucide-react';

const examples = [
  'Create a private S3 bucket for our access logs, with versioning',
  'Which S3 buckets do we have?',
  'Create an SQS queue for orders, with a dead letter queue',
  'Which plans are waiting for a decision?',
];

/** First things to say. Each can be sent as it is. */
export function Examples({ onPick }: { onPick: (text: string) => void }) {
  return (
    <section aria-label="Examples" className="grid gap-1.5">
      <h2 className="text-muted text-xs">For example</h2>
      <ul className="grid gap-1.5 sm:grid-cols-2">
        {examples.map((text) => (
          <li key={text}>
            <button
              type="button"
              onClick={() => onPick(text)}
              className="group flex h-full w-full items-start gap-2 rounded-md border border-border bg-surface px-3 py-2 text-left hover:border-strong-border hover:bg-hover"
            >
              <span className="flex-1">{text}</span>
              <ArrowUpRight className="mt-0.5 size-4 shrink-0 text-faint group-hover:text-foreground" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
