import { describe, expect, it } from 'vitest';
import { mask } from './redact.ts';
import { readLock, readStateFacts } from './state.ts';

const state = JSON.stringify({
  version: 4,
  terraform_version: '1.11.4',
  serial: 7,
  lineage: 'l-1',
  resources: [
    {
      mode: 'data',
      type: 'aws_region',
      name: 'here',
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ attributes: {} }],
    },
    {
      module: 'module.shop["eu"]',
      mode: 'managed',
      type: 'aws_db_instance',
      name: 'db',
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [
        {
          index_key: 'a',
          status: 'tainted',
          attributes: {
            id: 'db-1',
            password: 'pw-in-clear-1',
            nested: { list: [{ token: 'tok-in-clear-1' }] },
            endpoint: 'x?p=pw-in-clear-1',
          },
          sensitive_attributes: [
            [{ type: 'get_attr', value: 'password' }],
            [
              { type: 'get_attr', value: 'nested' },
              { type: 'get_attr', value: 'list' },
              { type: 'index', value: { value: 0, type: 'number' } },
              { type: 'get_attr', value: 'token' },
            ],
          ],
        },
        { index_key: 0, attributes: { id: 5 } },
      ],
    },
  ],
});

describe('readStateFacts', () => {
  it('lists managed resources with address, id and provider', () => {
    const facts = readStateFacts(state);
    expect(facts).toMatchObject({ lineage: 'l-1', serial: 7, terraformVersion: '1.11.4' });
    expect(facts.resources.map(({ address, id, tainted }) => ({ address, id, tainted }))).toEqual([
      { address: 'module.shop["eu"].aws_db_instance.db["a"]', id: 'db-1', tainted: true },
      { address: 'module.shop["eu"].aws_db_instance.db[0]', id: undefined, tainted: false },
    ]);
    expect(facts.resources[0]?.provider).toBe('registry.terraform.io/hashicorp/aws');
  });

  it('masks what is marked, and the same text elsewhere', () => {
    const [first] = readStateFacts(state).resources;
    expect(first?.attributes).toEqual({
      id: 'db-1',
      password: mask,
      nested: { list: [{ token: mask }] },
      endpoint: `x?p=${mask}`,
    });
  });

  it.each(['', 'null', '{"version":3}', '{"a":', '[]'])('refuses %j in words', (text) => {
    expect(() => readStateFacts(text)).toThrow(expect.objectContaining({ code: 'unprocessable' }));
  });
});

describe('readLock', () => {
  const now = new Date('2026-11-24T20:01:00Z');

  it('tells owner and age in seconds', () => {
    const text = JSON.stringify({
      ID: 'i-1',
      Operation: 'OperationTypeApply',
      Info: '',
      Who: 'root@worker-1',
      Version: '1.11.4',
      Created: '2026-11-24T20:00:00.123456789Z',
      Path: 'b/k',
    });
    expect(readLock(text, now)).toEqual({
      id: 'i-1',
      owner: 'root@worker-1',
      operation: 'apply',
      createdAt: '2026-11-24T20:00:00.123Z',
      ageSeconds: 60,
    });
  });

  it('does not invent an age', () => {
    expect(readLock('{"ID":"x"}', now)).toEqual({
      id: 'x',
      owner: 'somebody unknown',
      operation: 'unknown',
      createdAt: '',
      ageSeconds: 0,
    });
  });
});
