import { generateKeyPairSync } from 'node:crypto';
import ssh from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../tests/support/clouds/core/faults.ts';
import { lookThrough, saysOf } from '../../../tests/support/clouds/core/looks.ts';
import { type SshStubState, startSshStub } from '../../../tests/support/clouds/ssh-server/server.ts';
import type { Looked } from '../verifier.ts';
import { enter, fingerprint } from './host.ts';
import { makeVerifySsh } from './verify.ts';

const verifier = makeVerifySsh({ config: { OUTBOUND_HOSTS: ['127.0.0.1'] } } as never);
const passphrase = 'canary-passphrase-77';
const ours = ssh.utils.generateKeyPairSync('ed25519');
const locked = ssh.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-cbc', rounds: 4 });
const hostKey = ssh.utils.generateKeyPairSync('ed25519').private;
const rsaHostKey = ssh.utils.generateKeyPairSync('rsa', { bits: 2048 }).private;
const otherHostKey = ssh.utils.generateKeyPairSync('ed25519').private;
const pem = (type: 'pkcs1', bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type, format: 'pem' }).toString();

function shown(privateKey: string): string {
  const key = [ssh.utils.parseKey(privateKey)].flat()[0];
  if (!key || key instanceof Error) throw new Error('no key');
  return fingerprint(key.getPublicSSH());
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function host(change: Partial<SshStubState> = {}) {
  const state: SshStubState = {
    hostKeys: [hostKey],
    user: 'aurora',
    authorized: ours.public,
    says: 'aurora\nLinux 6.12.8\n',
    dropNext: 0,
    commands: [],
    logins: 0,
    ...change,
  };
  const stub = await startSshStub(state);
  closing.push(() => stub.close());
  return stub;
}

type Host = NonNullable<Looked['settings']['hosts']>[number];
const on = (port: number, more: Partial<Host> = {}): Host => ({
  host: '127.0.0.1',
  port,
  user: 'aurora',
  hostKeySha256: shown(hostKey),
  ...more,
});

const look = (hosts: Host[], secret: Record<string, string> = { private_key: ours.private }, own = verifier) =>
  lookThrough(own, {
    orgId: 'o',
    connectionId: 'c',
    credential: 'ssh_key',
    settings: { hosts },
    accountId: '',
    region: '',
    secret,
  });

describe('a check of hosts by SSH', () => {
  it('proves the host first, signs in by the key, and runs one fixed command', async () => {
    const stub = await host();
    const looks = await look([on(stub.port)]);
    expect(Object.values(looks).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    expect(looks.identity?.text).toContain(`aurora@127.0.0.1:${stub.port} (Linux 6.12.8)`);
    expect(stub.state.commands).toEqual(['id -un; uname -sr']);
  });

  it('shows the key of a host that nobody accepted yet, and does not sign in there', async () => {
    const stub = await host();
    const looks = await look([on(stub.port, { hostKeySha256: null })]);
    saysOf(looks, {
      name: 'unknown',
      step: 'reachable',
      state: 'warning',
      words: [shown(hostKey), 'ssh-keygen -lf', 'accept it'],
    });
    expect([looks.authenticated?.state, looks.identity?.state]).toEqual(['skipped', 'skipped']);
    expect(stub.state.logins).toBe(0);
  });

  it('stops loudly when a host shows another key, and sends nothing there', async () => {
    const stub = await host();
    await stub.restart([otherHostKey]);
    const looks = await look([on(stub.port)]);
    saysOf(looks, {
      name: 'changed',
      step: 'reachable',
      state: 'failed',
      words: ['THE HOST KEY HAS CHANGED', shown(hostKey), shown(otherHostKey)],
    });
    expect(looks.authenticated).toBeUndefined();
    expect(stub.state.logins).toBe(0);
  });

  it('signs in nowhere when the host became another one after it was looked at', async () => {
    const stub = await host({ hostKeys: [otherHostKey] });
    const place = { address: '127.0.0.1', port: stub.port, user: 'aurora' };
    const pinned = shown(hostKey);
    const how = { pinned, family: 'ed25519', keys: { privateKey: ours.private }, ask: true } as const;
    expect(await enter(place, how, new AbortController().signal)).toEqual({ kind: 'changed' });
    expect(stub.state.logins).toBe(0);
  });

  it('knows a host by whichever of its keys people accepted', async () => {
    const stub = await host({ hostKeys: [hostKey, rsaHostKey] });
    const looks = await look([on(stub.port, { hostKeySha256: shown(rsaHostKey) })]);
    expect(looks.identity?.state).toBe('ok');
  });

  it('goes to a private address only where whoever runs Aurora allowed it', async () => {
    const stub = await host();
    const strict = makeVerifySsh({ config: { OUTBOUND_HOSTS: [] } } as never);
    const looks = await look([on(stub.port)], undefined, strict);
    saysOf(looks, {
      name: 'private',
      step: 'reachable',
      state: 'failed',
      words: ['private address', `127.0.0.1:${stub.port} to OUTBOUND_HOSTS`],
    });
  });

  it('tells which of several hosts are silent, refuse the key, or give no shell', async () => {
    const [good, strict, mute] = await Promise.all([host(), host({ user: 'root' }), host({ says: null })]);
    const looks = await look([on(good.port), on(strict.port), on(mute.port), on(1)]);
    saysOf(looks, {
      name: 'silent',
      step: 'reachable',
      state: 'warning',
      words: ['127.0.0.1:1: nothing listens there'],
    });
    saysOf(looks, {
      name: 'refused',
      step: 'authenticated',
      state: 'warning',
      words: [`aurora@127.0.0.1:${strict.port}`, 'authorized_keys'],
    });
    saysOf(looks, { name: 'mute', step: 'identity', state: 'warning', words: [`127.0.0.1:${mute.port}`, 'shell'] });
    const all = await look([on(strict.port)]);
    saysOf(all, { name: 'all refused', step: 'authenticated', state: 'failed', words: ['authorized_keys'] });
    const nobody = await look([on(1)]);
    saysOf(nobody, { name: 'nobody', step: 'reachable', state: 'failed', words: ['firewall'] });
  });

  const dsa = ['-----BEGIN DSA PRIVATE KEY-----', 'MIIBugIBAAKBgQ', '-----END DSA PRIVATE KEY-----'].join('\n');
  it.each([
    ['a passphrase is missing', { private_key: locked.private }, ['no passphrase', 'ssh-keygen -p']],
    ['the passphrase is wrong', { private_key: locked.private, passphrase: 'wrong-one' }, ['does not open']],
    ['RSA is too short', { private_key: pem('pkcs1', 1024) }, ['1024 bits', 'ssh-keygen -t ed25519']],
    ['it is the public half', { private_key: ours.public }, ['public key', 'without ".pub"']],
    ['it is DSA, or broken', { private_key: dsa }, ['ssh-keygen -t ed25519']],
    ['there is none', { private_key: '' }, ['missing', 'ssh-keygen -t ed25519']],
  ] as const)('refuses the key before any host sees it when %s', async (name, secret, words) => {
    const stub = await host({ authorized: locked.public });
    const looks = await look([on(stub.port)], secret);
    saysOf(looks, { name, step: 'authenticated', state: 'failed', words: [...words] });
    expect(stub.state.logins).toBe(0);
  });

  it('opens a key with its passphrase', async () => {
    const stub = await host({ authorized: locked.public });
    const looks = await look([on(stub.port)], { private_key: locked.private, passphrase });
    expect(looks.identity?.state).toBe('ok');
  });

  it.each([11, 4711])('gets through lost connections, and never in where it is not let in (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    for (let round = 0; round < 8; round++) {
      const letsIn = random() < 0.5;
      const same = random() < 0.6;
      const stub = await host({
        dropNext: Math.floor(random() * 4),
        hostKeys: [same ? hostKey : otherHostKey],
        authorized: letsIn ? ours.public : locked.public,
      });
      const looks = await look([on(stub.port)]);
      const good = looks.identity?.state === 'ok';
      expect(good).toBe(letsIn && same);
      expect(stub.state.logins > 0).toBe(letsIn && same);
    }
  });
});
