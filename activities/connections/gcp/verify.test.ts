import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { type Fault, lookThrough, saysOf, walkFaults } from '../../../tests/support/clouds/core/looks.ts';
import { type GcpRestState, startGcpRestStub } from '../../../tests/support/clouds/gcp-server/rest.ts';
import type { Looked } from '../verifier.ts';
import { readPermissions, writePermissions } from './permissions.ts';
import { makeVerifyGcp } from './verify.ts';

const project = 'shop-prod';
const reader = `reader@${project}.iam.gserviceaccount.com`;
const writer = `writer@${project}.iam.gserviceaccount.com`;
const audience = '//iam.googleapis.com/projects/42/locations/global/workloadIdentityPools/aurora/providers/aurora';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyFile = (client_email: string) =>
  JSON.stringify({
    type: 'service_account',
    project_id: project,
    client_email,
    private_key_id: 'k1',
    private_key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    // Nothing may be sent here.
    token_uri: 'http://127.0.0.1:9/token',
  });

const healthy = (): GcpRestState => ({
  accounts: {
    [reader]: { publicKey: pair.publicKey, permissions: [...readPermissions] },
    [writer]: { publicKey: pair.publicKey, permissions: [...readPermissions, ...writePermissions] },
  },
  project: { projectId: project, name: 'projects/42', displayName: 'Shop', state: 'ACTIVE' },
  regions: ['europe-west3', 'europe-west1'],
  disabled: [],
  clockAhead: 0,
});

/** What Vault would keep: the same key for the same name. */
const secrets = {
  dataKey: async (name: string) => ({ id: `${name}@1`, key: Buffer.alloc(32, name) }),
};
const verifier = makeVerifyGcp({ secrets } as never);

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Given = { looked?: Partial<Looked>; secret?: Record<string, string>; plan?: FaultPlan };

async function look(change: (state: GcpRestState) => void, { looked, secret, plan }: Given = {}) {
  const state = healthy();
  change(state);
  const stub = await startGcpRestStub(state, plan ?? { seed: 1 });
  closing.push(() => stub.close());
  return lookThrough(verifier, {
    orgId: 'o',
    connectionId: 'c-1',
    credential: 'gcp_service_account',
    settings: { gcpProjectId: project },
    accountId: '',
    region: '',
    endpoint: stub.url,
    secret: { service_account_key: keyFile(reader), write_service_account_key: keyFile(writer), ...secret },
    ...looked,
  });
}

const refused = (error: string, error_description: string) => (state: GcpRestState) => {
  state.tokenError = { error, error_description };
};
const permits =
  (email: string, ...permissions: string[]) =>
  (state: GcpRestState) => {
    const account = state.accounts[email];
    if (account) account.permissions = permissions;
  };

const faults: Fault<GcpRestState>[] = [
  {
    name: 'a clock that is behind',
    change: (s) => {
      s.clockAhead = 300;
    },
    step: 'reachable',
    state: 'warning',
    words: ['5 minutes behind'],
  },
  {
    name: 'a clock that is far behind',
    change: (s) => {
      s.clockAhead = 4_000;
    },
    step: 'authenticated',
    state: 'failed',
    words: ['clock', 'NTP'],
  },
  {
    name: 'a deleted key',
    change: (s) => {
      s.accounts[reader] = { publicKey: otherPair.publicKey, permissions: [] };
    },
    step: 'authenticated',
    state: 'failed',
    words: ['deleted or disabled', 'Add key > JSON'],
  },
  {
    name: 'a deleted account',
    change: (s) => {
      s.accounts = {};
    },
    step: 'authenticated',
    state: 'failed',
    words: ['not there any more', reader],
  },
  {
    name: 'a disabled account',
    change: refused('invalid_grant', 'Account has been disabled.'),
    step: 'authenticated',
    state: 'failed',
    words: ['disabled', 'Service Accounts'],
  },
  {
    name: 'a refusal nobody heard of',
    change: refused('access_denied', 'whatever'),
    step: 'authenticated',
    state: 'failed',
    words: ['access_denied'],
  },
  {
    name: 'a project of others',
    change: (s) => {
      s.project = { ...s.project, projectId: 'elsewhere' };
    },
    step: 'identity',
    state: 'failed',
    words: ['PERMISSION_DENIED', 'roles/viewer', `iam?project=${project}`],
  },
  {
    name: 'a project that is being deleted',
    change: (s) => {
      s.project = { ...s.project, state: 'DELETE_REQUESTED' };
    },
    step: 'identity',
    state: 'failed',
    words: ['DELETE_REQUESTED', 'Resources pending deletion'],
  },
  {
    name: 'Resource Manager switched off',
    change: (s) => {
      s.disabled = ['cloudresourcemanager'];
    },
    step: 'identity',
    state: 'failed',
    words: ['https://console.cloud.google.com/apis/library/cloudresourcemanager.googleapis.com?project=shop-prod'],
  },
  {
    name: 'a reader that may only see the project',
    change: permits(reader, 'resourcemanager.projects.get'),
    step: 'read',
    state: 'warning',
    words: ['cloudasset.assets.searchAllResources', 'roles/cloudasset.viewer'],
  },
  {
    name: 'a reader without any role',
    change: permits(reader),
    step: 'read',
    state: 'failed',
    words: ['may read nothing', 'roles/viewer'],
  },
  {
    name: 'Cloud Asset switched off',
    change: (s) => {
      s.disabled = ['cloudasset'];
    },
    step: 'read',
    state: 'warning',
    words: ['apis/library/cloudasset.googleapis.com', 'no inventory'],
  },
  {
    name: 'a reader that edits',
    change: permits(reader, ...readPermissions, ...writePermissions),
    step: 'read',
    state: 'warning',
    words: ['may also change'],
  },
  {
    name: 'an editor of buckets alone',
    change: permits(writer, 'storage.buckets.create'),
    step: 'write',
    state: 'warning',
    words: ['compute.instances.create', 'roles/editor'],
  },
  {
    name: 'a writer that is gone',
    change: (s) => {
      delete s.accounts[writer];
    },
    step: 'write',
    state: 'warning',
    words: ['not there any more', 'Nothing can be applied'],
  },
  {
    name: 'Compute Engine switched off',
    change: (s) => {
      s.disabled = ['compute'];
    },
    step: 'regions',
    state: 'warning',
    words: ['apis/library/compute.googleapis.com', 'usual ones'],
  },
];

describe('a check of a Google Cloud connection', () => {
  it('says who, what and where when all is well', async () => {
    const looks = await look(() => {});
    expect(Object.values(looks).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(looks.authenticated?.text).toContain(reader);
    expect(looks.identity?.found).toEqual({ accountId: project });
    expect(looks.regions?.found).toEqual({ regions: ['europe-west1', 'europe-west3'] });
  });

  it.each(faults)('tells of $name, and what to do', async (fault) => {
    saysOf(await look(fault.change), fault);
  });

  it('refuses what is no key, another project, and a project that is none', async () => {
    const noKey = await look(() => {}, { secret: { service_account_key: '{"type":"external_account"}' } });
    expect(noKey.authenticated).toMatchObject({ state: 'failed', text: expect.stringContaining('JSON key') });
    const moved = await look(() => {}, { looked: { accountId: 'shop-test' } });
    saysOf(moved, { name: 'moved', step: 'identity', state: 'failed', words: ['shop-test', project] });
    const none = await look(() => {}, { looked: { settings: { gcpProjectId: '../v1' } } });
    saysOf(none, { name: 'none', step: 'reachable', state: 'failed', words: ["project's id"] });
  });

  describe('by federation', () => {
    const federated = (more: Partial<Looked['settings']> = {}): Given => ({
      looked: {
        credential: 'gcp_workload_identity',
        settings: {
          gcpProjectId: project,
          workloadIdentityAudience: audience,
          serviceAccountEmail: reader,
          writeServiceAccountEmail: writer,
          ...more,
        },
        secret: {},
      },
    });
    const bindings = { 'aurora-read': reader, 'aurora-write': writer };

    /** As a person does: takes the public key from the first refusal and uploads it. */
    async function publicKey(): Promise<JsonWebKey> {
      const looks = await look((s) => {
        s.federation = { audience, bindings };
      }, federated());
      const remedy = looks.authenticated?.remedy ?? '';
      const { keys } = JSON.parse(/Save this as jwks\.json: (\{.*?\]\})/.exec(remedy)?.[1] ?? '{}') as {
        keys: JsonWebKey[];
      };
      expect(remedy).toContain('gcloud iam workload-identity-pools providers create-oidc aurora');
      expect(keys[0]).not.toHaveProperty('d');
      return keys[0] ?? {};
    }

    it('hands people the public key, and then signs in without any key of theirs', async () => {
      const jwk = await publicKey();
      const looks = await look((s) => {
        s.federation = { audience, jwk, bindings };
      }, federated());
      expect(Object.values(looks).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
      const readOnly = federated({ writeServiceAccountEmail: undefined });
      const reads = await look((s) => {
        s.federation = { audience, jwk, bindings };
      }, readOnly);
      expect(reads.write?.state).toBe('skipped');
    });

    it('never stands for the account that changes things where it was let in to read', async () => {
      const jwk = await publicKey();
      const onlyRead = { 'aurora-read': reader };
      const looks = await look((s) => {
        s.federation = { audience, jwk, bindings: onlyRead };
      }, federated());
      saysOf(looks, {
        name: 'no binding',
        step: 'write',
        state: 'warning',
        words: ['roles/iam.workloadIdentityUser', 'subject/aurora-write', writer],
      });
    });

    it('says what is missing in the pool', async () => {
      const noPool = await look(() => {}, federated());
      saysOf(noPool, {
        name: 'no pool',
        step: 'authenticated',
        state: 'failed',
        words: ['invalid_target', audience, 'create-oidc'],
      });
      const condition = await look(
        refused('unauthorized_client', 'The given credential is rejected by the attribute condition.'),
        federated(),
      );
      saysOf(condition, {
        name: 'condition',
        step: 'authenticated',
        state: 'failed',
        words: ['attribute condition', 'aurora-read'],
      });
      const stale = await look(refused('invalid_grant', 'ID Token issued at 1 is stale to sign-in.'), federated());
      saysOf(stale, { name: 'stale', step: 'authenticated', state: 'failed', words: ['clock'] });
    });
  });

  it.each([11, 4711])('holds under faults by chance (seed %i)', async (seed) => {
    const plan = { throttleEvery: 5, dropEvery: 6, failEvery: 7 };
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
