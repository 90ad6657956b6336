import { CircleAlert, CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { Badge } from '@/components/ui/badge.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { Connection } from '@/lib/api-types.generated.ts';
import { connectionStateWords } from '@/lib/connection-words.ts';

const icons = {
  unverified: <CircleDashed />,
  verified: <CircleCheck />,
  limited: <CircleAlert />,
  broken: <CircleX />,
} satisfies Record<Connection['state'], unknown>;

export const ConnectionStateBadge = ({ state }: { state: Connection['state'] }) => (
  <Tip text={connectionStateWords[state].says}>
    <Badge tone={connectionStateWords[state].tone} data-connection-state={state}>
      {icons[state]}
      {connectionStateWords[state].label}
    </Badge>
  </Tip>
);
