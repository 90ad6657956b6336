import { money, quantity } from '@/lib/cost-words.ts';
import type { CostComponent, CostEstimate, CostRange, ResourceCost } from '@/lib/types.ts';
import { CostLine } from './cost-line.tsx';

/** The estimate by resource, largest change first, each with what it is made of. */
export function CostTable({ cost }: { cost: CostEstimate }) {
  return (
    <section aria-label="Cost" className="grid gap-2">
      <h2 className="font-semibold">Cost a month</h2>
      <CostLine cost={cost} />
      {cost.status === 'estimated' ? (
        <>
          <p className="text-muted text-sm tabular-nums">
            The whole project: {rangeText(cost.before, cost.currency)} before, {rangeText(cost.after, cost.currency)}{' '}
            after. List prices, {cost.hoursPerMonth} hours a month, before tax and discounts.
          </p>
          <ul className="panel overflow-hidden">
            {cost.resources.map((one) => (
              <ResourceRow key={one.address} resource={one} currency={cost.currency} />
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

const rangeText = ({ low, expected, high }: CostRange, currency: string) =>
  low === high
    ? money(expected, currency)
    : `${money(expected, currency)} (${money(low, currency)} to ${money(high, currency)})`;

function costText({ status, delta }: ResourceCost, currency: string): string {
  if (status === 'unpriced') return 'no price';
  if (status === 'free') return 'free';
  return `${money(delta.expected, currency, true)}${status === 'partial' ? ', in part' : ''}`;
}

function ResourceRow({ resource, currency }: { resource: ResourceCost; currency: string }) {
  const { address, region, components, notes } = resource;
  const summary = (
    <>
      <span className="min-w-0 flex-1 font-mono text-[0.85rem] [overflow-wrap:anywhere]">{address}</span>
      <span className="shrink-0 text-sm tabular-nums">{costText(resource, currency)}</span>
    </>
  );
  if (components.length + notes.length === 0)
    return <li className="flex gap-3 border-border border-b px-2.5 py-1.5 last:border-b-0">{summary}</li>;
  return (
    <li className="border-border border-b last:border-b-0">
      <details>
        <summary className="flex cursor-pointer gap-3 px-2.5 py-1.5 hover:bg-hover focus-visible:-outline-offset-2">
          {summary}
        </summary>
        <div className="overflow-x-auto border-border/60 border-t bg-background px-2.5 py-2 text-xs">
          {components.length > 0 ? <Components components={components} currency={currency} region={region} /> : null}
          {notes.map((note) => (
            <p key={note} className="mt-1 text-warn">
              {note}
            </p>
          ))}
        </div>
      </details>
    </li>
  );
}

function Components(props: { components: readonly CostComponent[]; currency: string; region: string }) {
  const { components, currency, region } = props;
  return (
    <table className="w-full tabular-nums">
      <thead className="text-left text-muted">
        <tr>
          <th className="py-0.5 pr-3 font-normal">In {region}</th>
          <th className="py-0.5 pr-3 text-right font-normal">A month</th>
          <th className="py-0.5 pr-3 text-right font-normal">Unit price</th>
          <th className="py-0.5 text-right font-normal">Cost</th>
        </tr>
      </thead>
      <tbody>
        {components.map((one) => (
          <tr key={[...one.path, one.name].join(' / ')} className="align-top">
            <td className="py-0.5 pr-3">
              {[...one.path, one.name].join(', ')}
              {one.assumed ? <span className="block text-faint">if {one.assumed}</span> : null}
            </td>
            <td className="py-0.5 pr-3 text-right">
              {one.monthlyQuantity === null ? 'by use' : quantity(one.monthlyQuantity)} {one.unit}
            </td>
            <td className="py-0.5 pr-3 text-right">{one.unitPrice ?? 'no price'}</td>
            <td className="py-0.5 text-right">{componentCost(one, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function componentCost({ monthlyCost, range }: CostComponent, currency: string): string {
  if (monthlyCost !== null) return money(monthlyCost, currency);
  return range === null ? 'no price' : rangeText(range, currency);
}
