import { CircleAlert, CircleCheck, CircleDashed, CircleMinus, CircleX, LoaderCircle } from 'lucide-react';
import type { ConnectionCheckStep } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { stepWords } from '@/lib/connection-words.ts';

const icons = {
  waiting: <CircleDashed className="text-faint" aria-label="Not yet" />,
  running: <LoaderCircle className="animate-spin text-info" aria-label="Looking" />,
  ok: <CircleCheck className="text-good" aria-label="Well" />,
  warning: <CircleAlert className="text-warn" aria-label="Something is missing" />,
  failed: <CircleX className="text-bad" aria-label="Failed" />,
  skipped: <CircleMinus className="text-faint" aria-label="Not tried" />,
} satisfies Record<ConnectionCheckStep['state'], unknown>;

/** What was found at each step, and what to do where something is missing. */
export const CheckSteps = ({ steps, className }: { steps: ConnectionCheckStep[]; className?: string }) => (
  <ol className={cn('grid gap-2.5', className)} data-testid="check-steps">
    {steps.map(({ name, state, text, remedy }) => (
      <li
        key={name}
        data-step={name}
        data-state={state}
        className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 [&_svg]:mt-0.5 [&_svg]:size-4"
      >
        {icons[state]}
        <div className="grid min-w-0 gap-0.5 sm:grid-cols-[7rem_minmax(0,1fr)] sm:gap-x-3">
          <span className="font-medium text-sm">{stepWords[name]}</span>
          <div className="grid min-w-0 gap-1 text-sm [overflow-wrap:anywhere]">
            {text ? <p className={state === 'skipped' ? 'text-muted' : undefined}>{text}</p> : null}
            {remedy ? <p className="border-strong-border border-l-2 pl-2 text-muted">{remedy}</p> : null}
          </div>
        </div>
      </li>
    ))}
  </ol>
);
