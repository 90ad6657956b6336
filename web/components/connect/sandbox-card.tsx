'use client';

import { useRouter } from 'next/navigation';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { useAddSandbox } from '@/lib/connect-queries.ts';

/** The emulated account, for whoever wants to try before anything real is connected. */
export function SandboxCard() {
  const router = useRouter();
  const add = useAddSandbox();
  return (
    <section className="panel grid gap-2 p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="min-w-0">
          <h2 className="font-medium">Sandbox AWS</h2>
          <p className="text-muted text-sm">An emulated account: nothing in it is real, and nothing is billed.</p>
        </div>
        <Button
          disabled={add.isPending}
          onClick={() => add.mutate(undefined, { onSuccess: ({ id }) => router.push(`/accounts/${id}`) })}
        >
          Add the sandbox
        </Button>
      </div>
      {add.error ? <ProblemNotice error={add.error} /> : null}
    </section>
  );
}
