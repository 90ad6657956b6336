import { describe, expect, it } from 'vitest';
import { formatReference, parseReference } from './reference.ts';

describe('secret references', () => {
  it.each([
    ['vault:kv/data/aurora/users/aws-token-123', 'aurora', 'users/aws-token-123'],
    ['vault:kv/data/aurora/keys/plans', 'aurora', 'keys/plans'],
    ['vault:kv/data/team_a/x.y/a@b=c', 'team_a', 'x.y/a@b=c'],
  ])('reads %s and writes it back', (reference, mount, path) => {
    expect(parseReference(reference)).toEqual({ mount, path });
    expect(formatReference({ mount, path })).toBe(reference);
  });

  it.each([
    '',
    'vault:kv/data/',
    'vault:kv/data/aurora',
    'vault:kv/data/aurora/',
    'vault:kv/data//users/x',
    'vault:kv/data/aurora//x',
    'vault:kv/data/aurora/users/',
    'vault:kv/data/aurora/../sys/seal',
    'vault:kv/data/aurora/users/..',
    'vault:kv/data/aurora/./x',
    'vault:kv/data/aurora/users/x?version=1',
    'vault:kv/data/aurora/users/x#y',
    'vault:kv/data/aurora/users/%2e%2e',
    'vault:kv/data/aurora/users/a b',
    'vault:kv/data/aurora/users/x\n',
    'vault:kv/data/au.rora/users/x',
    'vault:kv/metadata/aurora/users/x',
    'Vault:kv/data/aurora/users/x',
    'kv/data/aurora/users/x',
    `vault:kv/data/aurora/${'a'.repeat(129)}`,
    `vault:kv/data/aurora/${'abcdefg/'.repeat(70)}x`,
  ])('refuses %j', (reference) => {
    expect(() => parseReference(reference)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });

  it('does not repeat what it refuses, which may be the secret itself', () => {
    expect(() => parseReference('hunter2')).toThrow(expect.not.stringContaining('hunter2'));
    expect(() => formatReference({ mount: 'aurora', path: '../hunter2' })).toThrow(
      expect.not.stringContaining('hunter2'),
    );
  });
});
