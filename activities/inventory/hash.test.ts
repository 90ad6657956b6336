import { describe, expect, it } from 'vitest';
import { canonical, resourceHash } from './hash.ts';
import type { InventoryResource } from './provider.ts';

const bucket: InventoryResource = {
  cloudId: 'arn:aws:s3:::logs',
  account: '1',
  region: 'eu-west-1',
  service: 's3',
  nativeType: 'AWS::S3::Bucket',
  category: 'storage',
  name: 'logs',
  tags: { team: 'data', env: 'prod' },
  attributes: { versioning: true, rules: [{ id: 'a', days: 3 }] },
};
const scope = { account: '1', region: 'global', kind: 's3.buckets' };

describe('the hash of a resource', () => {
  it('does not depend on the order in which a provider names fields', () => {
    const { cloudId, account, ...rest } = bucket;
    const turned = { ...rest, tags: { env: 'prod', team: 'data' }, account, cloudId };
    expect(resourceHash(turned, scope, 1)).toBe(resourceHash(bucket, scope, 1));
  });

  it('changes with any value, with the order of a list, and with the version of the rules of edges', () => {
    const of = (changed: Partial<InventoryResource>) => resourceHash({ ...bucket, ...changed }, scope, 1);
    const hashes = [
      of({}),
      of({ name: 'logs2' }),
      of({ attributes: { ...bucket.attributes, versioning: 'true' } }),
      of({ tags: { team: 'data' } }),
      of({ gaps: { policy: 'access_denied' } }),
      resourceHash(bucket, scope, 2),
      resourceHash(bucket, { ...scope, kind: 's3' }, 1),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
  });

  it('takes an absent field and an undefined one as the same', () => {
    expect(resourceHash({ ...bucket, gaps: undefined }, scope, 1)).toBe(resourceHash(bucket, scope, 1));
  });
});
