'use client';

import { ChevronRight, CircleAlert, Hourglass, LoaderCircle, Wrench } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import { cn } from '@/lib/cn.ts';
import { duration } from '@/lib/time.ts';
import { proposes } from '@/lib/tool-sentences.ts';
import { toolWords } from '@/lib/tool-words.ts';
import type { Tool } from '@/lib/transcript.ts';

/** What the agent looked at: one line, and behind it what was asked and answered, word for word. */
export function ToolCard({ tool }: { tool: Tool }) {
  const [open, setOpen] = useState(false);
  const { title, outcome } = toolWords(tool);
  return (
    <div
      data-testid="tool-card"
      data-tool={tool.name}
      data-tool-state={tool.state}
      className="rounded-md border border-border bg-surface"
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-8 w-full items-center gap-2 rounded-md px-2.5 text-left text-muted text-xs hover:bg-hover hover:text-foreground"
      >
        <ToolIcon tool={tool} />
        <span className="min-w-0 truncate">
          <span className="text-foreground">{title}</span>
          {outcome ? <span className={cn(tool.state === 'failed' && 'text-bad')}> — {outcome}</span> : null}
          {tool.ms === null ? null : <span className="text-faint">, {duration(tool.ms)}</span>}
        </span>
        <ChevronRight
          className={cn('ml-auto size-3.5 shrink-0 transition-transform', open && 'rotate-90')}
          aria-hidden
        />
      </button>
      {open ? (
        <div className="grid gap-2 border-border border-t p-2.5">
          <Block title={`Asked ${tool.name}`} value={tool.args ?? {}} />
          {tool.result === undefined ? (
            <p className="text-muted text-xs">{tool.state === 'running' ? 'No answer yet.' : 'There was no answer.'}</p>
          ) : (
            <Block title="Answered" value={tool.result} />
          )}
        </div>
      ) : null}
    </div>
  );
}

function ToolIcon({ tool: { name, state } }: { tool: Tool }) {
  if (state === 'running' && proposes(name)) return <Hourglass className="size-3.5 shrink-0" aria-hidden />;
  if (state === 'running') return <LoaderCircle className="size-3.5 shrink-0 animate-spin" aria-label="Working" />;
  if (state === 'failed') return <CircleAlert className="size-3.5 shrink-0 text-bad" aria-label="Failed" />;
  return <Wrench className="size-3.5 shrink-0" aria-hidden />;
}

/** Strings of many lines (Terraform files) are shown as such, not as one line with escapes. */
function Block({ title, value }: { title: string; value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  const readable = text.replaceAll(/"(?:[^"\\]|\\.)*\\n(?:[^"\\]|\\.)*"/g, (quoted) => {
    const inner: unknown = JSON.parse(quoted);
    return typeof inner === 'string' ? `<<<\n${inner.replace(/\n$/, '')}\n>>>` : quoted;
  });
  return (
    <div className="min-w-0">
      <div className="flex h-6 items-center justify-between text-muted text-xs">
        <span>{title}</span>
        <CopyButton text={text} label={`Copy what is under ${title}`} />
      </div>
      <pre className="max-h-80 overflow-auto rounded border border-border bg-sunken p-2 font-mono text-xs leading-5">
        {readable}
      </pre>
    </div>
  );
}
