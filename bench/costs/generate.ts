/** A bill of as many rows as one likes, the same for the same seed: shaped like AWS' FOCUS exports. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { focusNames } from '../../db/model/focus.ts';
import { seededRandom } from '../../tests/support/clouds/core/faults.ts';

const services = [
  ['Amazon Elastic Compute Cloud', 'Compute'],
  ['Amazon Simple Storage Service', 'Storage'],
  ['Amazon Relational Database Service', 'Databases'],
  ['AWS Lambda', 'Compute'],
  ['Amazon Virtual Private Cloud', 'Networking'],
  ['AmazonCloudWatch', 'Management and Governance'],
  ['Amazon Simple Queue Service', 'Integration'],
  ['AWS Key Management Service', 'Security'],
] as const;
const regions = ['us-east-1', 'us-west-2', 'eu-central-1', 'eu-west-1'];
const teams = ['core', 'web', 'data', 'search', 'pay'];
const resources = 20_000;

export type Generated = { rows: number; contentSha256: string };

/** One billing period, March 2025, into a CSV file. */
export async function generateBill(path: string, rows: number, seed: number): Promise<Generated> {
  const hash = createHash('sha256');
  const lines = function* () {
    yield `${focusNames.join(',')}\n`;
    const random = seededRandom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    let piece = '';
    for (let row = 0; row < rows; row += 1) {
      piece += lineOf(random, pick);
      if (piece.length < 262_144) continue;
      hash.update(piece);
      yield piece;
      piece = '';
    }
    hash.update(piece);
    yield piece;
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
  return { rows, contentSha256: hash.digest('hex') };
}

function lineOf(random: () => number, pick: <T>(list: readonly T[]) => T): string {
  const [ServiceName, ServiceCategory] = pick(services);
  const day = String(1 + Math.floor(random() * 31)).padStart(2, '0');
  const hour = String(Math.floor(random() * 24)).padStart(2, '0');
  const cost = (random() * 3).toFixed(11);
  const account = `1111222233${String(Math.floor(random() * 20)).padStart(2, '0')}`;
  const region = pick(regions);
  const number = Math.floor(random() * resources);
  const given: Record<string, string> = {
    BilledCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    ContractedCost: cost,
    BillingCurrency: 'USD',
    BillingPeriodStart: '2025-03-01T00:00:00Z',
    BillingPeriodEnd: '2025-04-01T00:00:00Z',
    ChargePeriodStart: `2025-03-${day}T${hour}:00:00Z`,
    ChargePeriodEnd: `2025-03-${day}T${hour}:59:59Z`,
    ChargeCategory: random() < 0.005 ? 'Credit' : 'Usage',
    ChargeDescription: `$0.0${number % 97} per unit of ${ServiceName} in ${region}`,
    ChargeFrequency: 'Usage-Based',
    BillingAccountId: '111122223333',
    BillingAccountName: 'Payer',
    SubAccountId: account,
    SubAccountName: `Account ${account}`,
    ProviderName: 'AWS',
    PublisherName: 'AWS',
    InvoiceIssuerName: 'Amazon Web Services, Inc.',
    ServiceCategory,
    ServiceName,
    RegionId: region,
    RegionName: region,
    ResourceId: `arn:aws:service:${region}:${account}:resource/${number}`,
    SkuId: `SKU${number % 400}`,
    SkuPriceId: `SKU${number % 400}.JRTCKXETXF.6YS6EN2CT7`,
    PricingCategory: 'Standard',
    PricingQuantity: (random() * 10).toFixed(6),
    PricingUnit: 'Units',
    ConsumedQuantity: (random() * 10).toFixed(6),
    ConsumedUnit: 'Units',
    Tags: `{""team"":""${pick(teams)}"",""environment"":""${number % 3 ? 'prod' : 'dev'}""}`,
  };
  return `${focusNames.map((name) => (given[name] === undefined ? '' : `"${given[name]}"`)).join(',')}\n`;
}
