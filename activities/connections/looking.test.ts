import { describe, expect, it } from 'vitest';
import { AuroraError } from '../../platform/errors.ts';
import { failed, ok, skipped, verifierOf, warning } from './looking.ts';
import type { Looked, StepFinding } from './verifier.ts';

const key = { client_email: 'reader@x.test', private_key: `-----BEGIN PRIVATE KEY-----\n${'k'.repeat(300)}\n` };
const file = [
  'users:',
  '- name: u',
  '  user:',
  `    token: ${'t'.repeat(240)}`,
  '    client-key-data: bXkta2V5LWRhdGE=',
].join('\n');
const at: Looked = {
  orgId: 'o',
  connectionId: 'c',
  credential: 'gcp_service_account',
  settings: {},
  accountId: '',
  region: '',
  secret: {
    tenant_id: 'a-tenant-to-show',
    client_secret: 'canary-client-secret',
    service_account_key: JSON.stringify(key),
    kubeconfig: file,
  },
};
const { signal } = new AbortController();
const look = (step: 'read' | 'write', answer: () => StepFinding) =>
  verifierOf({ [step]: async () => answer() }).look(step, at, signal);

describe('every verifier', () => {
  it.each([
    ['a secret', 'canary-client-secret'],
    ['a key in a file', JSON.stringify(key.private_key).slice(1, -1)],
    ['a token in YAML', 't'.repeat(240)],
    ['a certificate key in YAML', 'bXkta2V5LWRhdGE='],
    ['a whole file', at.secret.service_account_key ?? ''],
  ])('says nothing of %s, wherever it came from', async (_what, secret) => {
    const finding = await look('read', () => warning(`It said ${secret}.`, `Use ${secret} again.`));
    expect(finding).toMatchObject({ text: 'It said (secret).', remedy: 'Use (secret) again.' });
  });

  it('shows what is no secret, an address in a key file among it', async () => {
    const finding = await look('read', () => ok('Signed in to a-tenant-to-show as reader@x.test.'));
    expect(finding.text).toBe('Signed in to a-tenant-to-show as reader@x.test.');
  });

  it('throws what waiting can help with alone, and never the text of what was not foreseen', async () => {
    const of = (error: Error) =>
      look('read', () => {
        throw error;
      });
    const failure = (retryable: boolean) => new AuroraError({ code: 'cloud_failed', retryable, userMessage: 'Away.' });
    await expect(of(failure(true))).rejects.toMatchObject({ code: 'cloud_failed', retryable: true });
    expect(await of(failure(false))).toEqual({ state: 'failed', text: 'Away.' });
    const bug = of(new TypeError('Bearer canary-client-secret is not iterable'));
    await expect(bug).rejects.toMatchObject({ code: 'internal', retryable: true });
    await expect(bug).rejects.not.toThrow('canary');
  });

  it('leaves a connection that reads as it is when only what changes is wrong', async () => {
    const refused = failed('It has expired.', 'Make a new one.');
    expect(await look('write', () => refused)).toMatchObject({ state: 'warning', remedy: 'Make a new one.' });
    expect(await look('read', () => refused)).toMatchObject({ state: 'failed' });
    expect(await verifierOf({}).look('regions', at, signal)).toMatchObject({ state: skipped('').state });
  });
});
