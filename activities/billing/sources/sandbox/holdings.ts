/** What really is in the sandbox account, as lines of its made-up bill: only kinds whose use the inventory tells. */
import type { Json } from '../../../clouds/provider.ts';
import type { UsageLine } from './workload.ts';

export type Holding = {
  cloudId: string;
  name: string;
  nativeType: string;
  attributes: Record<string, Json>;
  tags: Record<string, string>;
  /** Days: from the first to the last on which it was there; null while it is. */
  since: string;
  until: string | null;
};

type Kind = Pick<UsageLine, 'service' | 'category' | 'unit' | 'description'> & {
  type: string;
  /** Null for what costs nothing as it is, such as a stopped instance. */
  use(attributes: Record<string, Json>): { price: string; quantity: number } | null;
};

const days = 30;
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const number = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);

/** Nobody puts objects into an emulator for a month: each bucket is taken to hold this much. */
const bucketGb = 5;

const kinds: Record<string, Kind> = {
  'AWS::EC2::Instance': {
    service: 'Amazon Elastic Compute Cloud',
    category: 'Compute',
    type: 'Instance',
    unit: 'Hours',
    description: 'A running Linux instance',
    use: ({ state, instanceType }) =>
      state === 'running' ? { price: `ec2/linux/shared/${text(instanceType)}`, quantity: 24 } : null,
  },
  'AWS::EC2::Volume': {
    service: 'Amazon Elastic Block Store',
    category: 'Storage',
    type: 'Volume',
    unit: 'GB-Month',
    description: 'Provisioned storage',
    use: ({ volumeType, sizeGb }) => ({ price: `ebs/storage/${text(volumeType)}`, quantity: number(sizeGb) / days }),
  },
  'AWS::EC2::NatGateway': {
    service: 'Amazon Virtual Private Cloud',
    category: 'Networking',
    type: 'NAT gateway',
    unit: 'Hours',
    description: 'A NAT gateway',
    use: () => ({ price: 'vpc/nat-gateway', quantity: 24 }),
  },
  'AWS::S3::Bucket': {
    service: 'Amazon Simple Storage Service',
    category: 'Storage',
    type: 'Bucket',
    unit: 'GB-Month',
    description: `Standard storage, taken as ${bucketGb} GB`,
    use: () => ({ price: 's3/standard/storage', quantity: bucketGb / days }),
  },
  'AWS::KMS::Key': {
    service: 'AWS Key Management Service',
    category: 'Security',
    type: 'Key',
    unit: 'Keys',
    description: 'A customer managed key',
    use: () => ({ price: 'kms/key', quantity: 1 / days }),
  },
  'AWS::SecretsManager::Secret': {
    service: 'AWS Secrets Manager',
    category: 'Security',
    type: 'Secret',
    unit: 'Secrets',
    description: 'A secret',
    use: () => ({ price: 'secrets-manager/secret', quantity: 1 / days }),
  },
};

export const billedTypes = Object.keys(kinds);

export function linesOf(holdings: readonly Holding[]): UsageLine[] {
  return holdings.flatMap((held) => {
    const kind = kinds[held.nativeType];
    const use = kind?.use(held.attributes);
    if (!kind || !use) return [];
    const { service, category, unit, description, type } = kind;
    return {
      service,
      category,
      unit,
      description,
      resource: { id: held.cloudId, name: held.name, type },
      price: use.price,
      tags: held.tags,
      quantity: (day: string) => (day >= held.since && (held.until === null || day <= held.until) ? use.quantity : 0),
    };
  });
}
