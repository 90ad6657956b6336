import { describe, expect, it } from 'vitest';
import { readState } from './state-file.ts';

const state = (resources: object[]) => JSON.stringify({ version: 4, serial: 3, lineage: 'x', resources });
const resource = (instances: object[], more = {}) => ({
  mode: 'managed',
  type: 'aws_vpc',
  name: 'main',
  instances,
  ...more,
});

describe('a Terraform state', () => {
  it.each([
    [{}, 'aws_vpc.main'],
    [{ index_key: 0 }, 'aws_vpc.main[0]'],
    [{ index_key: 'a"b' }, 'aws_vpc.main["a\\"b"]'],
  ])('names an instance with %j as %s', (instance, address) => {
    const { resources } = readState(state([resource([{ ...instance, attributes: { id: 'vpc-1' } }])]));
    expect(resources).toEqual([{ address, type: 'aws_vpc', id: 'vpc-1' }]);
  });

  it('leaves out data sources and deposed objects, and takes a missing id as none', () => {
    const instances = [{ attributes: { id: 7 } }, { deposed: 'abc', attributes: { id: 'old' } }, { attributes: null }];
    const { resources } = readState(state([resource(instances), resource([{}], { mode: 'data' })]));
    expect(resources.map(({ id }) => id)).toEqual([null, null]);
  });

  it('reads one that manages nothing', () => {
    expect(readState(state([]))).toEqual({ serial: 3, resources: [] });
  });

  it.each(['', '{}', '{"version":3,"serial":1}', '[]'])('refuses %j', (text) => {
    expect(() => readState(text)).toThrow(expect.objectContaining({ code: 'unprocessable' }));
  });
});
