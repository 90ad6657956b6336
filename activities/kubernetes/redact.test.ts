import { describe, expect, it } from 'vitest';
import { hideSecrets, secretName } from './redact.ts';

describe('text of a cluster', () => {
  it.each([
    ['password=hunter22 next', 'password=(sensitive) next'],
    ['{"token": "abcdef", "user": "ada"}', '{"token": "(sensitive)", "user": "ada"}'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer (sensitive)'],
    ['postgres://app:hunter2@db:5432/shop', 'postgres://app:(sensitive)@db:5432/shop'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', '(sensitive)'],
    [`jwt ${'eyJhbGciOiJIUzI1NiJ9'}.eyJzdWIiOiIxIn0x.c2ln`, 'jwt (sensitive)'],
    ['listening on 8080, 3 tokens left', 'listening on 8080, 3 tokens left'],
  ])('hides what looks like a secret: %s', (text, shown) => {
    expect(hideSecrets(text)).toBe(shown);
  });

  it('knows the names that secrets stand under', () => {
    for (const name of ['DB_PASSWORD', 'apiKey', 'client-secret', 'token', 'AWS_SECRET_ACCESS_KEY', 'DATABASE_DSN'])
      expect([name, secretName.test(name)]).toEqual([name, true]);
    for (const name of ['secretName', 'TOKEN_TTL', 'level', 'secretKeyRef', 'passwordPolicy'])
      expect([name, secretName.test(name)]).toEqual([name, false]);
  });
});
