import getPort from 'get-port';
import { SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { type Fault, lookThrough, saysOf, walkFaults } from '../../../tests/support/clouds/core/looks.ts';
import { hasOpenssl, makeCertificate } from '../../../tests/support/clouds/kubernetes-server/certificate.ts';
import {
  canary,
  cluster,
  kubeconfig,
  kubernetesState,
} from '../../../tests/support/clouds/kubernetes-server/estate.ts';
import {
  type KubernetesStubState,
  startKubernetesStub,
} from '../../../tests/support/clouds/kubernetes-server/server.ts';
import type { Looked } from '../verifier.ts';
import { readRights, rightName, writeRights } from './reviews.ts';
import { makeVerifyKubernetes } from './verify.ts';

const verifierWith = (...OUTBOUND_HOSTS: string[]) => makeVerifyKubernetes({ config: { OUTBOUND_HOSTS } } as never);
const writeToken = `write-${canary}`;
const hour = 3_600;

/** A token as a service account has it, good for so many hours. */
const jwt = (hours: number) =>
  new SignJWT({ sub: 'system:serviceaccount:aurora:reader' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(Math.round(Date.now() / 1000) + hours * hour)
    .sign(Buffer.from(canary.repeat(4)));

function healthy(): KubernetesStubState {
  const rights = { read: readRights.map(rightName), write: writeRights.map(rightName) };
  return { ...kubernetesState(0), writeToken, rights };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const at = (secret: Record<string, string>, more: Partial<Looked> = {}): Looked => ({
  orgId: 'o',
  connectionId: 'c',
  credential: 'kubeconfig',
  settings: {},
  accountId: '',
  region: '',
  secret,
  ...more,
});

type Given = { secret?: Record<string, string>; accountId?: string; plan?: FaultPlan };

async function look(change: (state: KubernetesStubState) => void, { secret, accountId = '', plan }: Given = {}) {
  const state = healthy();
  const { token } = state;
  change(state);
  const stub = await startKubernetesStub(state, plan ?? { seed: 1 });
  closing.push(() => stub.close());
  const both = { kubeconfig: kubeconfig(token), write_kubeconfig: kubeconfig(writeToken) };
  return lookThrough(verifierWith(), at({ ...both, ...secret }, { endpoint: stub.url, accountId }));
}

const rights = (change: (rights: { read: string[]; write: string[] }) => void) => (state: KubernetesStubState) => {
  if (state.rights) change(state.rights);
};

const faults: Fault<KubernetesStubState>[] = [
  {
    name: 'a revoked token',
    change: (s) => {
      s.token = 'x';
    },
    step: 'authenticated',
    state: 'failed',
    words: ['expired or were revoked', 'kubectl create token'],
  },
  {
    name: 'no right to see kube-system',
    change: (s) => {
      s.forbidden = ['namespaces'];
    },
    step: 'identity',
    state: 'failed',
    words: ['kube-system', '"get" on namespaces'],
  },
  {
    name: 'a reader of one kind alone',
    change: rights((r) => {
      r.read = ['list pods'];
    }),
    step: 'read',
    state: 'warning',
    words: ['list deployments.apps', '--clusterrole=view'],
  },
  {
    name: 'a reader of nothing',
    change: rights((r) => {
      r.read = [];
    }),
    step: 'read',
    state: 'failed',
    words: ['list nothing', '--clusterrole=view'],
  },
  {
    name: 'a reader of secrets',
    change: rights((r) => {
      r.read.push('get secrets');
    }),
    step: 'read',
    state: 'warning',
    words: ['get secrets', '"view" alone'],
  },
  {
    name: 'a reader that may delete',
    change: rights((r) => {
      r.read.push('delete deployments.apps');
    }),
    step: 'read',
    state: 'warning',
    words: ['delete deployments.apps'],
  },
  {
    name: 'a writer that may not patch',
    change: rights((r) => {
      r.write = ['create deployments.apps'];
    }),
    step: 'write',
    state: 'warning',
    words: ['patch deployments.apps', '--clusterrole=edit'],
  },
  {
    name: 'a writer that was revoked',
    change: (s) => {
      s.writeToken = 'x';
    },
    step: 'write',
    state: 'warning',
    words: ['revoked', 'Nothing can be applied'],
  },
];

describe('a check of a Kubernetes connection', () => {
  it('says who, what and where when all is well', async () => {
    const looks = await look(() => {});
    expect(Object.values(looks).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(looks.reachable?.text).toContain('v1.34.2');
    expect(looks.authenticated?.text).toContain('system:serviceaccount:aurora:reader');
    expect(looks.identity?.found).toEqual({ accountId: cluster });
  });

  it.each(faults)('tells of $name, and what to do', async (fault) => {
    saysOf(await look(fault.change), fault);
  });

  it('refuses credentials that lead to another cluster, and two clusters in one connection', async () => {
    const moved = await look(() => {}, { accountId: '11111111-0000-4000-8000-00000000c1c1' });
    saysOf(moved, { name: 'moved', step: 'identity', state: 'failed', words: ['another cluster'] });
    const two = await look((state) => {
      state.before = ({ url, headers }) =>
        url.pathname.endsWith('/kube-system') && headers.authorization?.includes('write-')
          ? { status: 200, body: { metadata: { uid: '22222222-0000-4000-8000-00000000c1c1' } } }
          : undefined;
    });
    saysOf(two, { name: 'two', step: 'write', state: 'warning', words: ['different clusters'] });
    expect((await look(() => {}, { secret: { write_kubeconfig: '' } })).write?.state).toBe('skipped');
  });

  it('tells of a token that ended or ends soon before it asks, and takes an older cluster as it is', async () => {
    const [past, soon] = await Promise.all([jwt(-1), jwt(72)]);
    const ended = await look(
      (s) => {
        s.token = past;
      },
      { secret: { kubeconfig: kubeconfig(past) } },
    );
    saysOf(ended, { name: 'ended', step: 'authenticated', state: 'failed', words: ['token', 'expired on'] });
    const ending = await look(
      (s) => {
        s.token = soon;
      },
      { secret: { kubeconfig: kubeconfig(soon) } },
    );
    saysOf(ending, { name: 'soon', step: 'authenticated', state: 'warning', words: ['expires on'] });
    const old = await look((s) => {
      s.before = ({ url }) => (url.pathname.endsWith('/selfsubjectreviews') ? { status: 404, body: {} } : undefined);
    });
    expect(old.authenticated?.state).toBe('ok');
  });

  it('refuses what would run a command or read a file here', async () => {
    const exec = { exec: { command: '/bin/sh', args: [canary], apiVersion: 'client.authentication.k8s.io/v1' } };
    const looks = await lookThrough(verifierWith(), at({ kubeconfig: kubeconfig('t', exec) }));
    expect(looks.reachable).toMatchObject({ state: 'failed', text: expect.stringContaining('(exec)') });
  });

  it('goes to a private address only where whoever runs Aurora allowed it, and tells a shut door from a wrong name', async () => {
    const elsewhere = (server: string) => at({ kubeconfig: kubeconfig(canary, {}, { server }) });
    const closed = await getPort();
    const shut = await lookThrough(verifierWith(), elsewhere(`https://127.0.0.1:${closed}`));
    saysOf(shut, {
      name: 'private',
      step: 'reachable',
      state: 'failed',
      words: ['private address', `127.0.0.1:${closed} to OUTBOUND_HOSTS`],
    });
    const open = await lookThrough(verifierWith('127.0.0.1'), elsewhere(`https://127.0.0.1:${closed}`));
    saysOf(open, { name: 'shut', step: 'reachable', state: 'failed', words: ['Nothing answers', 'firewall'] });
    const metadata = await lookThrough(verifierWith(), elsewhere('https://169.254.169.254'));
    saysOf(metadata, { name: 'metadata', step: 'reachable', state: 'failed', words: ['private address'] });
    const none = await lookThrough(verifierWith(), elsewhere('https://cluster.invalid'));
    saysOf(none, { name: 'no name', step: 'reachable', state: 'failed', words: ['no host cluster.invalid'] });
  });

  it.skipIf(!hasOpenssl)('tells of a certificate that has expired, and of one by somebody else', async () => {
    for (const [days, words] of [
      [0, 'has expired'],
      [1, 'not of the authority'],
    ] as const) {
      const certificate = makeCertificate(days);
      const stub = await startKubernetesStub(healthy(), { seed: 1 }, certificate);
      closing.push(() => stub.close());
      const authority = days === 0 ? certificate : makeCertificate(1);
      const trusted = {
        server: stub.url,
        'certificate-authority-data': Buffer.from(authority.cert).toString('base64'),
      };
      const looks = await lookThrough(
        verifierWith('127.0.0.1'),
        at({ kubeconfig: kubeconfig(healthy().token, {}, trusted) }),
      );
      saysOf(looks, {
        name: words,
        step: 'reachable',
        state: 'failed',
        words: ['certificate of the API server', words],
      });
    }
  });

  it.each([11, 4711])('holds under faults by chance (seed %i)', async (seed) => {
    const plan = { throttleEvery: 29, dropEvery: 4, failEvery: 7 };
    const { refusals } = await walkFaults(seed, 10, faults, (chosen, own) =>
      look(
        (state) => {
          for (const { change } of chosen) change(state);
        },
        { plan: { seed: own, ...plan } },
      ),
    );
    expect(refusals).toBeGreaterThan(4);
  });
});
