import { FlaskConical } from 'lucide-react';
import { Badge } from '@/components/ui/badge.tsx';
import { Tip } from '@/components/ui/tip.tsx';

/** Wherever costs of the emulated account are, or may be, in what is shown. */
export const MadeUpMark = ({ partly }: { partly?: boolean }) => (
  <Tip text="Costs of the sandbox account are made up from list prices. Nobody pays them.">
    <Badge tone="sandbox">
      <FlaskConical aria-hidden />
      {partly ? 'Partly made up' : 'Made up'}
    </Badge>
  </Tip>
);
