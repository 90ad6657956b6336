import { Badge } from '@/components/ui/badge.tsx';
import type { BillingImport } from '@/lib/api-types.generated.ts';
import { type BillingProblem, monthText, problemPlace } from '@/lib/billing-words.ts';
import { money } from '@/lib/cost-words.ts';
import { countText } from '@/lib/estate-words.ts';
import { bytes } from '@/lib/time.ts';

/** Why it was refused, what was unusual, its months with their sums, and its files. */
export function LoadDetails({ load }: { load: BillingImport }) {
  const { problems, notes, periods, files, format, focusVersion, sourceKey } = load;
  return (
    <div className="grid gap-3 border-border border-t bg-background p-3 text-sm">
      {problems.length > 0 ? (
        <ul className="grid gap-1.5" aria-label="What is wrong">
          {problems.map((problem) => (
            <Problem key={`${problem.code} ${problemPlace(problem)}`} problem={problem} />
          ))}
        </ul>
      ) : null}
      {notes.length > 0 ? (
        <ul className="grid gap-1 text-warn text-xs" aria-label="What is unusual">
          {notes.map(({ code, message }) => (
            <li key={`${code} ${message}`}>{message}</li>
          ))}
        </ul>
      ) : null}
      {periods.length > 0 ? <Periods periods={periods} /> : null}
      <p className="text-muted text-xs [overflow-wrap:anywhere]">
        {format === 'cur2' ? 'AWS CUR 2.0' : `FOCUS ${focusVersion ?? ''}`}, part {sourceKey}:{' '}
        {files.map((file) => (file.bytes === null ? file.name : `${file.name} (${bytes(file.bytes)})`)).join(', ')}
      </p>
    </div>
  );
}

function Problem({ problem }: { problem: BillingProblem }) {
  const place = problemPlace(problem);
  return (
    <li className="[overflow-wrap:anywhere]">
      <span className="text-bad">{problem.message}</span>
      {place ? <span className="block text-muted text-xs">{place}</span> : null}
    </li>
  );
}

const stateBadges = {
  staging: <Badge tone="info">Not counted yet</Badge>,
  current: <Badge tone="good">Counts</Badge>,
  replaced: <Badge>Replaced</Badge>,
  dropped: <Badge>Dropped</Badge>,
};

function Periods({ periods }: { periods: BillingImport['periods'] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full whitespace-nowrap text-xs tabular-nums">
        <thead className="text-left text-muted">
          <tr>
            <th className="py-1 pr-4 font-normal">Billing period</th>
            <th className="py-1 pr-4 font-normal">State</th>
            <th className="py-1 pr-4 text-right font-normal">Rows</th>
            <th className="py-1 pr-4 text-right font-normal">Billed</th>
            <th className="py-1 text-right font-normal">Effective</th>
          </tr>
        </thead>
        <tbody>
          {periods.map(({ loadId, start, state, rows, sums }) => (
            <tr key={loadId} className="border-border/60 border-t align-top">
              <td className="py-1 pr-4">{monthText(start)}</td>
              <td className="py-1 pr-4">{stateBadges[state]}</td>
              <td className="py-1 pr-4 text-right">{countText(rows)}</td>
              <Amounts sums={sums} of="billed" />
              <Amounts sums={sums} of="effective" />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Sums = BillingImport['periods'][number]['sums'];

const Amounts = ({ sums, of }: { sums: Sums; of: 'billed' | 'effective' }) => (
  <td className="py-1 pr-4 text-right last:pr-0">
    {Object.entries(sums).map(([currency, sum]) => (
      <span key={currency} className="block" title={`${sum[of]} ${currency}`}>
        {money(sum[of], currency)}
      </span>
    ))}
  </td>
);
