import Link from 'next/link';
import type { OwnedCost } from '@/lib/api-types.generated.ts';
import { counted } from '@/lib/estate-words.ts';
import { spent } from '@/lib/spend-words.ts';

/** What a state's resources cost by the bills; what no bill names says so instead of costing nothing. */
export function OwnedTable({ resources, label }: { resources: OwnedCost[]; label: string }) {
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full text-sm tabular-nums" aria-label={label}>
        <thead className="text-left text-muted text-xs">
          <tr>
            <th className="px-3 py-1.5 font-normal">Resource</th>
            <th className="px-3 py-1.5 text-right font-normal">Cost</th>
            <th
              className="whitespace-nowrap px-3 py-1.5 text-right font-normal"
              title="At the rate of the days with costs, 730 hours"
            >
              A month
            </th>
          </tr>
        </thead>
        <tbody>
          {resources.map(({ cloudId, address, resourceId, currency, amount, monthlyRate, days }) => (
            <tr key={`${cloudId} ${currency}`} className="border-border/60 border-t align-top">
              <td className="w-full max-w-0 px-3 py-1.5" title={cloudId}>
                {resourceId ? (
                  <Link
                    href={`/inventory/${resourceId}?tab=costs`}
                    prefetch={false}
                    className="block truncate font-mono text-[0.85rem] hover:underline"
                  >
                    {address}
                  </Link>
                ) : (
                  <span className="block truncate font-mono text-[0.85rem]">{address}</span>
                )}
              </td>
              {currency === null ? (
                <td colSpan={2} className="whitespace-nowrap px-3 py-1.5 text-right text-muted text-xs">
                  in no bill of these days
                </td>
              ) : (
                <>
                  <td
                    className="whitespace-nowrap px-3 py-1.5 text-right"
                    title={`${amount ?? ''}, ${counted(days, 'day')}`}
                  >
                    {spent(amount, currency)}
                  </td>
                  <td className="whitespace-nowrap px-3 py-1.5 text-right text-muted">
                    {spent(monthlyRate, currency)}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
