import { expect, it } from 'vitest';
import { AuroraError, notFound } from '../../platform/errors.ts';
import { secretOf } from './open.ts';

const failing = (error: Error) => ({ read: () => Promise.reject(error) });
const { signal } = new AbortController();

it('takes a secret that is gone for credentials that people took away', async () => {
  await expect(secretOf(failing(notFound('secret')), 'vault:kv/gone', signal)).rejects.toMatchObject({
    code: 'credentials_rejected',
    retryable: false,
  });
});

it('leaves a store of secrets that cannot be asked for another attempt', async () => {
  const away = new AuroraError({ code: 'dependency_unavailable', retryable: true, userMessage: 'Away.' });
  await expect(secretOf(failing(away), 'vault:kv/there', signal)).rejects.toBe(away);
});
