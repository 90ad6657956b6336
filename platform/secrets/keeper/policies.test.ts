import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policies, type RoleName, type Rule, renderPolicy } from './policies.ts';

const rulesOf = (role: RoleName): Rule[] => policies[role];

describe('the policies', () => {
  it.each(['api', 'worker'] as const)('of %s stand in docs/vault.md as they are', (role) => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/vault.md'), 'utf8').replace(/^ {3}/gm, '');
    expect(page).toContain(`\n${renderPolicy(role, 'aurora')}\n`);
  });

  it('let no server both read a credential and change it, nor put a key in the place of another', () => {
    const both = (['api', 'worker'] as const).flatMap((role) =>
      rulesOf(role).filter(({ data }) => data.includes('read') && data.includes('update')),
    );
    // What people give the API and it compares with, or changes in part.
    expect(both.map(({ path }) => path)).toEqual(['integrations/*', 'notices/*', 'users/*']);
  });

  it('let servers list nothing: a name that is not known is not found', () => {
    const all = (['api', 'worker'] as const).flatMap(rulesOf);
    expect(all.filter(({ data, metadata = [] }) => [...data, ...metadata].includes('list'))).toEqual([]);
  });
});
