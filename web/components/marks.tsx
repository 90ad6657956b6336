'use client';

import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Clock,
  FlaskConical,
  Hourglass,
  LoaderCircle,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import { cn } from '@/lib/cn.ts';
import {
  actionWords,
  countsText,
  engineWords,
  riskWords,
  runStateWords,
  saysOf,
  shownCounts,
  type Tone,
} from '@/lib/run-words.ts';
import type { Counts, RiskClass, RunEngine, RunState } from '@/lib/types.ts';

const moving: RunState[] = ['gating', 'planning', 'evaluating', 'approved', 'verifying', 'applying'];

function stateIcon(state: RunState) {
  if (moving.includes(state)) return <LoaderCircle className="animate-spin" />;
  if (state === 'queued') return <CircleDashed />;
  if (state === 'awaiting_approval') return <Hourglass />;
  if (state === 'stale' || state === 'partial') return <CircleAlert />;
  if (state === 'expired') return <Clock />;
  if (state === 'cancelled' || state === 'superseded') return <CircleSlash />;
  if (state === 'rejected' || state === 'failed') return <CircleX />;
  return <CircleCheck />;
}

type RunStateBadgeProps = { state: RunState; engine?: RunEngine; 'data-testid'?: string };

export function RunStateBadge({ state, engine = 'terraform', ...props }: RunStateBadgeProps) {
  const { label, tone } = runStateWords[state];
  return (
    <Tip text={saysOf(state, engine)}>
      <Badge tone={tone} data-state-name={state} {...props}>
        {stateIcon(state)}
        {label}
      </Badge>
    </Tip>
  );
}

export function RiskBadge({ risk }: { risk: RiskClass }) {
  const { label, tone } = riskWords[risk];
  return (
    <Badge tone={tone} className={cn(risk === 'critical' && 'bg-bad text-white dark:text-background')}>
      {label}
    </Badge>
  );
}

/** Wherever the account is emulated. */
export const SandboxMark = () => (
  <Tip text="An emulated AWS account: nothing real is created and nothing is billed.">
    <Badge tone="sandbox">
      <FlaskConical aria-hidden />
      Sandbox
    </Badge>
  </Tip>
);

/** Terraform is what runs are of unless something is said. */
export const EngineMark = ({ engine }: { engine: RunEngine }) =>
  engine === 'terraform' ? null : <Badge>{engineWords[engine]}</Badge>;

const text: Record<Tone, string> = {
  neutral: 'text-muted',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  replace: 'text-replace',
};
export const toneText = (tone: Tone): string => text[tone];

/** "−1 ±1 +3", with the words for those who cannot see colours or signs. */
export function CountsMark({ counts, className }: { counts: Counts; className?: string }) {
  const shown = shownCounts(counts);
  return (
    <span
      role="img"
      aria-label={countsText(counts)}
      title={countsText(counts)}
      className={cn('inline-flex gap-2 font-mono text-xs tabular-nums', className)}
    >
      {shown.length === 0 ? <span className="text-faint">none</span> : null}
      {shown.map(({ action, count }) => (
        <span key={action} className={text[actionWords[action].tone]}>
          {actionWords[action].sign}
          {count}
        </span>
      ))}
    </span>
  );
}
