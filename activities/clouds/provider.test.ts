import { describe, expect, it } from 'vitest';
import { type CloudResource, listPages, type ResourcePage } from './provider.ts';

const resource = (n: number): CloudResource => ({
  provider: 'aws',
  kind: 'vpc',
  id: `vpc-${n}`,
  nativeType: 'AWS::EC2::VPC',
  name: `vpc-${n}`,
  account: '1',
  region: 'eu-central-1',
  tags: {},
  attributes: {},
});

/** Pages by cursor: '' is the first. */
function pager(pages: Record<string, ResourcePage>) {
  const asked: unknown[] = [];
  const page = async (scope: unknown, options?: { cursor?: string; size?: number }) => {
    asked.push({ scope, cursor: options?.cursor, size: options?.size });
    const answer = pages[options?.cursor ?? ''];
    if (!answer) throw new Error(`no page ${options?.cursor}`);
    return answer;
  };
  return { page, asked };
}

describe('listing page by page', () => {
  const pages = {
    '': { resources: [resource(1), resource(2)], cursor: 'b' },
    b: { resources: [], cursor: 'c' },
    c: { resources: [resource(3)] },
  };

  it('goes on over an empty page to the end', async () => {
    const { page, asked } = pager(pages);
    const list = await listPages(page, 'vpc', { limit: 10, region: 'eu-central-1' });
    expect(list.resources.map(({ id }) => id)).toEqual(['vpc-1', 'vpc-2', 'vpc-3']);
    expect(list.truncated).toBe(false);
    expect(asked).toEqual([
      { scope: { kind: 'vpc', region: 'eu-central-1' }, cursor: undefined, size: 10 },
      { scope: { kind: 'vpc', region: 'eu-central-1' }, cursor: 'b', size: 8 },
      { scope: { kind: 'vpc', region: 'eu-central-1' }, cursor: 'c', size: 8 },
    ]);
  });

  it('stops at the limit and says that there is more', async () => {
    const { page, asked } = pager(pages);
    expect(await listPages(page, 'vpc', { limit: 2 })).toMatchObject({ truncated: true });
    expect(asked).toHaveLength(1);
  });

  it('cuts a page that is longer than asked for', async () => {
    const { page } = pager({ '': { resources: [resource(1), resource(2)] } });
    const list = await listPages(page, 'vpc', { limit: 1 });
    expect(list).toEqual({ resources: [resource(1)], truncated: true });
  });

  it('is not truncated when the limit is met exactly on the last page', async () => {
    const { page } = pager({ '': { resources: [resource(1)] } });
    expect(await listPages(page, 'vpc', { limit: 1 })).toMatchObject({ truncated: false });
  });
});
