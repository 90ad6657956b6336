/**
 * An imaginary web shop in the sandbox account, so that a new organisation sees a bill of several months at once. Its use
 * is a pure function of the day: weekends are quieter, log storage grows, and from the middle of the month before the account
 * was opened nightly snapshots are kept and not removed, which is what a first look at costs should find.
 */
import { addDays, daysBetween, monthStart, weekday } from '../../../../db/statistics/days.ts';

export type UsageLine = {
  service: string;
  category: string;
  resource: { id: string; name: string; type: string };
  /** Key of the price book. */
  price: string;
  unit: string;
  description: string;
  tags: Record<string, string>;
  /** Units used on a day, as a decimal; 0 leaves the line out. */
  quantity(day: string): number;
};

const tags = (team: string, environment: string) => ({ team, environment, demo: 'true' });

/** 0.8 on weekends; between 0.95 and 1.05 by the day, the same for the same day. */
function busy(day: string): number {
  const wave = Math.sin(daysBetween('2020-01-01', day) * 12.9898) * 0.05;
  return ([0, 6].includes(weekday(day)) ? 0.8 : 1) + wave;
}

/** Somebody looks at last, and keeps no more than these. */
const keptNights = 60;

/** Grows by 1.5 % a week. */
const growth = (day: string): number => 1.015 ** (daysBetween('2026-01-01', day) / 7);

/** The first day of the snapshots that nobody removes: the 15th of the month before. */
export function snapshotsSince(opened: string): string {
  const lastOfBefore = addDays(monthStart(opened), -1);
  return `${lastOfBefore.slice(0, 7)}-15`;
}

/** @param opened the day on which the billing account was made */
export function workload(account: string, opened: string): UsageLine[] {
  const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${account}:demo/${rest}`;
  const since = snapshotsSince(opened);
  const days = 30;
  return [
    {
      service: 'Amazon Elastic Compute Cloud',
      category: 'Compute',
      resource: { id: arn('ec2', 'instance/shop-web'), name: 'shop-web', type: 'Instance' },
      price: 'ec2/linux/shared/t3.large',
      unit: 'Hours',
      description: 'Two t3.large Linux instances, more of them on busy days',
      tags: tags('shop', 'production'),
      quantity: (day) => Math.round(24 * 2 * busy(day)),
    },
    {
      service: 'Amazon Elastic Compute Cloud',
      category: 'Compute',
      resource: { id: arn('ec2', 'instance/staging'), name: 'staging', type: 'Instance' },
      price: 'ec2/linux/shared/t3.medium',
      unit: 'Hours',
      description: 'A t3.medium Linux instance, office hours only',
      tags: tags('shop', 'staging'),
      quantity: (day) => ([0, 6].includes(weekday(day)) ? 0 : 10),
    },
    {
      service: 'Amazon Relational Database Service',
      category: 'Databases',
      resource: { id: arn('rds', 'db/orders'), name: 'orders', type: 'DB instance' },
      price: 'rds/postgres/multi-az/db.t3.medium',
      unit: 'Hours',
      description: 'PostgreSQL db.t3.medium in two zones',
      tags: tags('shop', 'production'),
      quantity: () => 24,
    },
    {
      service: 'Amazon Simple Storage Service',
      category: 'Storage',
      resource: { id: arn('s3', 'shop-access-logs'), name: 'shop-access-logs', type: 'Bucket' },
      price: 's3/standard/storage',
      unit: 'GB-Month',
      description: 'Standard storage of access logs',
      tags: tags('platform', 'production'),
      quantity: (day) => (1800 * growth(day)) / days,
    },
    {
      service: 'Amazon Elastic Block Store',
      category: 'Storage',
      resource: { id: arn('ec2', 'volume/orders-data'), name: 'orders-data', type: 'Volume' },
      price: 'ebs/storage/gp3',
      unit: 'GB-Month',
      description: 'gp3 volumes',
      tags: tags('shop', 'production'),
      quantity: () => 400 / days,
    },
    {
      service: 'Amazon Elastic Block Store',
      category: 'Storage',
      resource: { id: arn('ec2', 'snapshot/nightly'), name: 'nightly', type: 'Snapshot' },
      price: 'ebs/snapshot',
      unit: 'GB-Month',
      description: 'Nightly snapshots, none of them removed',
      tags: tags('platform', 'production'),
      quantity: (day) => (day < since ? 0 : (400 * Math.min(daysBetween(since, day) + 1, keptNights)) / days),
    },
    {
      service: 'Amazon Virtual Private Cloud',
      category: 'Networking',
      resource: { id: arn('ec2', 'natgateway/main'), name: 'main', type: 'NAT gateway' },
      price: 'vpc/nat-gateway',
      unit: 'Hours',
      description: 'One NAT gateway',
      tags: tags('platform', 'production'),
      quantity: () => 24,
    },
    {
      service: 'Amazon CloudWatch',
      category: 'Management and Governance',
      resource: { id: arn('logs', 'log-group/shop'), name: 'shop', type: 'Log group' },
      price: 'cloudwatch/logs-ingested',
      unit: 'GB',
      description: 'Logs taken in',
      tags: tags('shop', 'production'),
      quantity: (day) => 2.5 * busy(day) * growth(day),
    },
  ];
}
