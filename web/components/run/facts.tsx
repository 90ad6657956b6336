'use client';

import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import type { Run } from '@/lib/api-types.generated.ts';
import { engineWords } from '@/lib/run-words.ts';
import { duration, exactTime } from '@/lib/time.ts';
import { useNow } from '@/lib/use-now.ts';

const names: Record<string, string> = {
  plan: 'Plan',
  semantic: 'Meaning of the plan',
  files: 'Files',
  variables: 'Variables',
  lockFile: 'Lock file',
  state: 'State',
  cluster: 'Cluster',
  kubernetes: 'Kubernetes',
};

/** "registry.terraform.io/hashicorp/aws" is "hashicorp/aws" to people. */
const nameOf = (name: string, { engine }: Run) =>
  (name === 'terraform' ? engineWords[engine] : names[name]) ?? name.split('/').slice(-2).join('/');

/** What the decision is bound to. Digests are long: shown short, copied whole. */
export function Facts({ run }: { run: Run }) {
  const now = useNow(30_000);
  return (
    <section aria-label="Facts" className="grid gap-2">
      <h2 className="font-semibold">Facts</h2>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1 text-xs">
        {run.state === 'awaiting_approval' && run.expiresAt ? (
          <Fact name="Expires in">
            <span title={exactTime(run.expiresAt)}>{duration(Math.max(0, Date.parse(run.expiresAt) - now))}</span>
          </Fact>
        ) : null}
        <Fact name="Run" copy={run.id}>
          <span className="truncate font-mono">{run.id.slice(0, 13)}</span>
        </Fact>
        {Object.entries(run.digests ?? {}).map(([name, digest]) => (
          <Fact key={name} name={nameOf(name, run)} copy={digest}>
            <span className="truncate font-mono" title={digest}>
              {/^[0-9a-f]{64}$/.test(digest) ? digest.slice(0, 12) : digest}
            </span>
          </Fact>
        ))}
      </dl>
    </section>
  );
}

const Fact = ({ name, copy, children }: { name: string; copy?: string; children: ReactNode }) => (
  <>
    <dt className="max-w-32 truncate text-muted" title={name}>
      {name}
    </dt>
    <dd className="flex h-6 min-w-0 items-center justify-between gap-1">
      {children}
      {copy ? <CopyButton text={copy} label={`Copy ${name}`} /> : null}
    </dd>
  </>
);
