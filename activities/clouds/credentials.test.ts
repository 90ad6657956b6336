import { describe, expect, it } from 'vitest';
import { resolveCredentials } from './credentials.ts';

const both = {
  read_access_key_id: 'AKIAREAD',
  read_secret_access_key: 'read-secret',
  write_access_key_id: 'AKIAWRITE',
  write_secret_access_key: 'write-secret',
};
const ref = 'vault:kv/data/aurora/users/aws-token-1';
const place = { region: 'eu-central-1' };
const holding = (secret: Record<string, string>) => ({ read: async () => secret });

describe('credentials of a connection', () => {
  it('are the read pair for reading, with nothing of the write pair', async () => {
    const credentials = await resolveCredentials(holding(both), ref, 'read', place);
    expect(credentials).toEqual({ accessKeyId: 'AKIAREAD', secretAccessKey: 'read-secret', region: 'eu-central-1' });
  });

  it('are the write pair for writing', async () => {
    const credentials = await resolveCredentials(holding(both), ref, 'write', place);
    expect(credentials).toMatchObject({ accessKeyId: 'AKIAWRITE', secretAccessKey: 'write-secret' });
  });

  it('carry the session token and the endpoint where there are some', async () => {
    const secret = { ...both, session_token: 'session' };
    const sandbox = { region: 'us-east-1', endpoint: 'http://127.0.0.1:5566' };
    expect(await resolveCredentials(holding(secret), ref, 'read', sandbox)).toMatchObject({
      sessionToken: 'session',
      endpoint: 'http://127.0.0.1:5566',
    });
  });

  it('never fall back from one purpose to the other', async () => {
    const { write_access_key_id, write_secret_access_key, read_access_key_id, read_secret_access_key } = both;
    const readOnly = { read_access_key_id, read_secret_access_key };
    const writeOnly = { write_access_key_id, write_secret_access_key };
    await expect(resolveCredentials(holding(readOnly), ref, 'write', place)).rejects.toMatchObject({
      code: 'credentials_rejected',
      userMessage: expect.stringContaining('nothing can be applied'),
    });
    await expect(resolveCredentials(holding(writeOnly), ref, 'read', place)).rejects.toMatchObject({
      code: 'credentials_rejected',
      retryable: false,
    });
  });

  it('are missing when half a pair is', async () => {
    const half = { read_access_key_id: 'AKIAREAD', read_secret_access_key: '' };
    await expect(resolveCredentials(holding(half), ref, 'read', place)).rejects.toMatchObject({
      code: 'credentials_rejected',
    });
  });
});
