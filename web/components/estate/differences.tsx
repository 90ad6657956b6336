'use client';

import { Attributes } from '@/components/run/attributes.tsx';
import type { AttributeChange, Difference } from '@/lib/types.ts';

const kindOf = ({ before, after }: Difference): AttributeChange['kind'] => {
  if (before === null || before === undefined) return 'added';
  return after === null || after === undefined ? 'removed' : 'changed';
};

/** Before and after, as plans show them. */
export const Differences = ({ differences }: { differences: readonly Difference[] }) => (
  <Attributes
    attributes={differences.map((one) => ({
      path: one.path || '(the whole of it)',
      kind: kindOf(one),
      before: one.before,
      after: one.after,
      sensitive: false,
      forcesReplacement: false,
    }))}
  />
);
