'use client';

import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_text,
  tableFeatures,
} from '@tanstack/react-table';
import Link from 'next/link';
import { CountsMark, RiskBadge, RunStateBadge } from '@/components/marks.tsx';
import { TimeText } from '@/components/time-text.tsx';
import type { RunListItem } from '@/lib/api-types.generated.ts';
import { engineWords, kindWords, runStateWords } from '@/lib/run-words.ts';

export const runFeatures = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, text: sortFn_text },
});

const helper = createColumnHelper<typeof runFeatures, RunListItem>();
const riskRank = { low: 1, medium: 2, high: 3, critical: 4 } as const;
const sizeOf = ({ counts }: RunListItem) =>
  counts ? counts.destroy * 1_000_000 + counts.replace * 10_000 + counts.update * 100 + counts.create : -1;

/** Ids are what the URL says (`?sort=risk.desc`), so they stay as they are. */
export const runColumns = helper.columns([
  helper.accessor((run) => runStateWords[run.state].label, {
    id: 'state',
    header: 'State',
    sortFn: 'text',
    cell: ({ row }) => <RunStateBadge state={row.original.state} engine={row.original.engine} />,
  }),
  helper.accessor('projectName', {
    id: 'project',
    header: 'Run',
    sortFn: 'text',
    cell: ({ row: { original: run } }) => (
      <Link href={`/runs/${run.id}`} className="block min-w-0 font-medium after:absolute after:inset-0">
        <span className="block truncate">{run.revisionReason}</span>
        <span className="block truncate font-normal text-muted text-xs">
          {run.projectName}, {kindWords[run.kind].toLowerCase()} revision {run.revisionNumber}
          {run.engine === 'terraform' ? '' : `, ${engineWords[run.engine]}`}
        </span>
      </Link>
    ),
  }),
  helper.accessor(sizeOf, {
    id: 'changes',
    header: 'Changes',
    cell: ({ row }) =>
      row.original.counts ? <CountsMark counts={row.original.counts} /> : <span className="text-faint">–</span>,
  }),
  helper.accessor((run) => (run.riskClass ? riskRank[run.riskClass] : 0), {
    id: 'risk',
    header: 'Risk',
    cell: ({ row }) =>
      row.original.riskClass ? <RiskBadge risk={row.original.riskClass} /> : <span className="text-faint">–</span>,
  }),
  helper.accessor((run) => run.requestedBy.name, { id: 'by', header: 'Asked by', sortFn: 'text' }),
  helper.accessor((run) => Date.parse(run.createdAt), {
    id: 'created',
    header: 'Started',
    cell: ({ row }) => <TimeText at={row.original.createdAt} className="text-muted" />,
  }),
]);

/** How wide a column is, and what narrow screens leave out. */
export const columnLook: Record<string, string> = {
  // Takes what is left, and cuts its text instead of widening the table.
  project: 'w-full max-w-0',
  changes: 'max-sm:hidden',
  risk: 'max-md:hidden',
  by: 'whitespace-nowrap max-lg:hidden',
};
