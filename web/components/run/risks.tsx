import { ShieldAlert, Users } from 'lucide-react';
import type { Run } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { capital } from '@/lib/run-words.ts';

/** Why the plan has its risk class, most serious first. */
export function Risks({ run: { risk } }: { run: Run }) {
  if (!risk || (risk.reasons.length === 0 && !risk.secondPerson)) return null;
  const serious = risk.class === 'high' || risk.class === 'critical';
  return (
    <ul aria-label="Risk" className="grid gap-1">
      {risk.reasons.map((text) => (
        <li key={text} className="flex items-start gap-2">
          <ShieldAlert className={cn('mt-0.5 size-4 shrink-0', serious ? 'text-bad' : 'text-faint')} aria-hidden />
          <span className="[overflow-wrap:anywhere]">{capital(text)}</span>
        </li>
      ))}
      {risk.secondPerson ? (
        <li className="flex items-start gap-2">
          <Users className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
          Someone other than the one who asked has to approve.
        </li>
      ) : null}
    </ul>
  );
}
