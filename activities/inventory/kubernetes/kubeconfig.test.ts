import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { canary, kubeconfig } from '../../../tests/support/clouds/kubernetes-server/estate.ts';
import { readKubeconfig } from './kubeconfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
const file = join(folder, 'secret');
const trace = join(folder, 'was-run');
writeFileSync(file, canary);
afterAll(() => rmSync(folder, { recursive: true }));

const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: '/usr/bin/touch', args: [trace] };

describe('a kubeconfig', () => {
  it('is used when it carries its token and authority within itself', () => {
    const config = readKubeconfig(kubeconfig('t', {}, { 'certificate-authority-data': 'YQ==' }));
    expect(config.getCurrentUser()).toMatchObject({ token: 't' });
    expect(config.getCurrentCluster()).toMatchObject({ server: 'https://cluster.example:6443', caData: 'YQ==' });
  });

  const users: [string, Record<string, unknown>][] = [
    ['a command', { exec }],
    ['a login plugin', { 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/sh' } } }],
    ['a file of a token', { 'token-file': file }],
    ['a file of a token, spelled otherwise', { tokenFile: file }],
    ['a file of a certificate', { 'client-certificate': file }],
    ['a file of a key', { 'client-key': file }],
  ];
  it.each(users)('is refused with %s in its user', async (_what, user) => {
    const read = () => readKubeconfig(kubeconfig(canary, user));
    expect(read).toThrow(
      expect.objectContaining({ code: 'credentials_rejected', details: expect.objectContaining({ reason: 'unsafe' }) }),
    );
    expect(read).not.toThrow(canary);
    expect(existsSync(trace)).toBe(false);
  });

  const clusters: [string, Record<string, unknown>][] = [
    ['a file of an authority', { 'certificate-authority': file }],
    ['a proxy', { 'proxy-url': 'http://10.0.0.1' }],
    ['plain http', { server: 'http://cluster.example' }],
  ];
  it.each(clusters)('is refused with %s in its cluster', (_what, cluster) => {
    expect(() => readKubeconfig(kubeconfig('t', {}, cluster))).toThrow(
      expect.objectContaining({ code: 'credentials_rejected', details: expect.objectContaining({ reason: 'unsafe' }) }),
    );
  });

  it.each([undefined, '', ': : :', '- a', `token: "${canary}`, '{"current-context":"x"}', 'a'.repeat(300_000)])(
    'is said to be unreadable without a word of it (%#)',
    (text) => {
      expect(() => readKubeconfig(text)).toThrow(expect.objectContaining({ code: 'credentials_rejected' }));
      expect(() => readKubeconfig(text)).not.toThrow(canary);
    },
  );
});
