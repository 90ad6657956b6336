/** Waste that can be proven, with what it costs by the bills. */
import { sql } from 'drizzle-orm';
import { notFound } from '../../platform/errors.ts';
import type { Tx } from '../client.ts';
import type { Decimal } from '../model/billing.ts';
import { addDays } from '../statistics/days.ts';
import { Exact } from './exact.ts';
import { type FindingRule, findingRules } from './finding-rules.ts';
import { costFreshness } from './freshness.ts';
import { billedByThing } from './resources.ts';

export type Finding = {
  rule: string;
  title: string;
  resource: { id: string; cloudId: string; name: string; nativeType: string; account: string; region: string };
  evidence: Record<string, unknown>;
  /** A month, by the bills of the last 30 complete days; null where no bill names it or nobody can tell. */
  saving: { currency: string; amount: Decimal } | null;
  request: string;
};

type Row = Finding['resource'] & { attributes: Record<string, unknown>; volumes: string[] };

const mostOfRule = 500;
const daysBack = 30;

/** The largest saving first; those without one last. */
export async function listFindings(tx: Tx): Promise<Finding[]> {
  const found: { rule: FindingRule; row: Row }[] = [];
  for (const rule of findingRules) {
    for (const row of await proven(tx, rule)) found.push({ rule, row });
  }
  const rates = await monthlyRates(
    tx,
    found.flatMap(({ rule, row }) => paidFor(rule, row)),
  );
  return found
    .map(({ rule, row }) => toFinding(rule, row, savingOf(paidFor(rule, row), rates)))
    .sort((a, b) => new Exact(b.saving?.amount ?? -1).comparedTo(a.saving?.amount ?? -1));
}

/** @throws AuroraError `not_found` when it is not so any more */
export async function findFinding(tx: Tx, resourceId: string, name: string): Promise<Finding> {
  const rule = findingRules.find((one) => one.rule === name);
  const [row] = rule ? await proven(tx, rule, resourceId) : [];
  if (!rule || !row) throw notFound('finding');
  return toFinding(rule, row, savingOf(paidFor(rule, row), await monthlyRates(tx, paidFor(rule, row))));
}

async function proven(tx: Tx, { nativeType, proof }: FindingRule, resourceId?: string): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(sql`
    select r.id, r.cloud_id as "cloudId", r.name, r.native_type as "nativeType", r.account, r.region, r.attributes,
      coalesce((select array_agg(v.cloud_id) from resources v where v.org_id = r.org_id and v.deleted_at is null
        and r.native_type = 'AWS::EC2::Instance' and v.native_type = 'AWS::EC2::Volume'
        and jsonb_exists(v.attributes->'attachedTo', substring(r.cloud_id from '[^/]+$'))), '{}') as volumes
    from resources r
    where r.deleted_at is null and r.native_type = ${nativeType} and (${proof})
      ${resourceId ? sql`and r.id = ${resourceId}` : sql``}
    order by r.name, r.id limit ${mostOfRule}`);
  return rows;
}

/** Canonical ids of what would not be paid for any more. */
function paidFor({ saves }: FindingRule, { cloudId, volumes }: Row): string[] {
  if (saves === 'unknown') return [];
  return saves === 'itself' ? [cloudId] : volumes;
}

type Rates = Map<string, { currency: string; monthlyRate: Decimal }[]>;

async function monthlyRates(tx: Tx, cloudIds: string[]): Promise<Rates> {
  const { completeThrough: to } = await costFreshness(tx);
  if (to === null || cloudIds.length === 0) return new Map();
  const period = { from: addDays(to, 1 - daysBack), to };
  const billed = await billedByThing(tx, [...new Set(cloudIds)], { metric: 'effective', period });
  return Map.groupBy(billed, ({ cloudId }) => cloudId);
}

/** Null when one of the parts has no bill, or they are in two currencies: half a saving is a guess. */
function savingOf(cloudIds: string[], rates: Rates): Finding['saving'] {
  const parts = cloudIds.map((id) => rates.get(id) ?? []);
  const currencies = new Set(parts.flat().map(({ currency }) => currency));
  const [currency] = currencies;
  if (parts.length === 0 || parts.some((part) => part.length !== 1) || currencies.size !== 1 || !currency) return null;
  return { currency, amount: Exact.sum(...parts.flat().map(({ monthlyRate }) => monthlyRate)).toFixed(2) };
}

const longestName = 200;

function toFinding({ rule, title, evidence, request }: FindingRule, row: Row, saving: Finding['saving']): Finding {
  const { attributes, volumes, ...resource } = row;
  const shown = evidence.filter((name) => attributes[name] !== undefined).map((name) => [name, attributes[name]]);
  // The name is somebody else's words: quoted, cut, and on one line.
  const name = JSON.stringify(`${resource.name} (${resource.cloudId})`.slice(0, longestName));
  return {
    rule,
    title,
    resource,
    evidence: { ...Object.fromEntries(shown), ...(rule === 'stopped_instance' ? { volumes } : {}) },
    saving,
    request: request.replace('{name}', () => name),
  };
}
