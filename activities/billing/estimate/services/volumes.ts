/** EBS: volumes of their own, of instances, and snapshots. Prices: https://aws.amazon.com/ebs/pricing/ */

import { fixed, per } from '../amount.ts';
import { type Line, line } from '../line.ts';
import { own } from '../own.ts';
import { member, type Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

const storageNames: Record<string, string> = {
  gp2: 'Storage (general purpose SSD, gp2)',
  gp3: 'Storage (general purpose SSD, gp3)',
  io1: 'Storage (provisioned IOPS SSD, io1)',
  io2: 'Storage (provisioned IOPS SSD, io2)',
  st1: 'Storage (throughput optimized HDD, st1)',
  sc1: 'Storage (cold HDD, sc1)',
  standard: 'Storage (magnetic)',
};

/** What gp3 includes. */
const included = { iops: 3000, throughput: 125 };

export type Volume = { type: string; size: number; iops: number | null; throughput: number | null };

export function volumeOf(block: unknown, preset = 8): Volume {
  const number = (name: string) => {
    const value = member(block, name);
    return value === null || value === undefined || value === '' ? null : Number(value);
  };
  const type = member(block, 'volume_type') ?? member(block, 'type');
  return {
    type: typeof type === 'string' && type !== '' ? type : 'gp2',
    size: number('volume_size') ?? number('size') ?? preset,
    iops: number('iops'),
    throughput: number('throughput'),
  };
}

/** @param count how many of the same */
export function volumeLines(volume: Volume, resource: Resource, path: string[] = [], count = 1): Line[] {
  const { type, size, iops, throughput } = volume;
  const name = own(storageNames, type);
  if (!name) return [line(`Storage (${type})`, 'GB', `ebs/storage/${type}`, size * count, { path })];
  const lines = [line(name, 'GB', `ebs/storage/${type}`, size * count, { path })];
  if (type === 'standard') {
    const requests = per(resource.use('monthly_standard_io_requests'), 1_000_000);
    lines.push(line('I/O requests', '1M request', 'ebs/io-requests', requests, { path }));
  }
  if (type === 'io1' || type === 'io2')
    lines.push(line('Provisioned IOPS', 'IOPS', `ebs/iops/${type}`, (iops ?? 100) * count, { path }));
  if (type === 'gp3') lines.push(...aboveIncluded(iops, throughput, path, count));
  return lines;
}

function aboveIncluded(iops: number | null, throughput: number | null, path: string[], count: number): Line[] {
  const more = { iops: (iops ?? 0) - included.iops, throughput: (throughput ?? 0) - included.throughput };
  return [
    ...(more.throughput > 0
      ? [line('Provisioned throughput', 'Mbps', 'ebs/throughput/gp3', more.throughput * count, { path })]
      : []),
    ...(more.iops > 0 ? [line('Provisioned IOPS', 'IOPS', 'ebs/iops/gp3', more.iops * count, { path })] : []),
  ];
}

/** The size of the volume that a snapshot is of; a snapshot holds only what was written. */
function snapshotSize(resource: Resource): number {
  const volume = resource.reference('volume_id', 'aws_ebs_volume');
  return resource.number('volume_size') ?? volume?.number('size') ?? 8;
}

export const volumeRules: Rules = {
  aws_ebs_volume: (resource) => volumeLines(volumeOf(resource.values), resource),
  aws_ebs_snapshot: (resource) => snapshot(resource, snapshotSize(resource)),
  aws_ebs_snapshot_copy: (resource) => {
    const source = resource.reference('source_snapshot_id', 'aws_ebs_snapshot');
    return snapshot(resource, source ? snapshotSize(source) : (resource.number('volume_size') ?? 8)).slice(0, 1);
  },
};

function snapshot(resource: Resource, size: number): Line[] {
  return [
    line('EBS snapshot storage', 'GB', 'ebs/snapshot', fixed(size)),
    line('Fast snapshot restore', 'DSU-hours', 'ebs/fast-restore', resource.use('fast_snapshot_restore_hours')),
    line(
      'ListChangedBlocks & ListSnapshotBlocks API requests',
      '1k requests',
      'ebs/api/list',
      per(resource.use('monthly_list_block_requests'), 1000),
    ),
    line(
      'GetSnapshotBlock API requests',
      'SnapshotAPIUnits',
      'ebs/api/get',
      per(resource.use('monthly_get_block_requests'), 1000),
    ),
    line(
      'PutSnapshotBlock API requests',
      'SnapshotAPIUnits',
      'ebs/api/put',
      per(resource.use('monthly_put_block_requests'), 1000),
    ),
  ];
}
