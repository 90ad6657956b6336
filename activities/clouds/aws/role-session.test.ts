import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../../db/model/connections.ts';
import { type RoleConnection, roleSession } from './role-session.ts';

/** What a session needs beside the connection: asking for any of it is found out. */
const deps = new Proxy({} as Parameters<typeof roleSession>[0], {
  get: (_, name) => {
    throw new Error(`asked for ${String(name)}`);
  },
});

const sessionOf = (state: ConnectionState) => {
  const settings = { readRoleArn: 'arn:aws:iam::1:role/read', externalId: 'aurora-1' };
  const connection = { state, settings, region: 'eu-west-1', sandboxEndpoint: null } as RoleConnection;
  return roleSession(deps, connection, 'read', 'aurora-test', undefined);
};

describe('a role of a connection', () => {
  it('is not even asked for before a check found that it refuses others, and after one found that it does not', async () => {
    await expect(sessionOf('unverified')).rejects.toMatchObject({ code: 'dependency_unavailable', retryable: true });
    await expect(sessionOf('broken')).rejects.toMatchObject({ code: 'credentials_rejected', retryable: false });
    await expect(sessionOf('verified')).rejects.toThrow('asked for');
    await expect(sessionOf('limited')).rejects.toThrow('asked for');
  });
});
