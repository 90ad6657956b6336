import { afterEach, describe, expect, it } from 'vitest';
import { azureState, canary, subscription, tenant } from '../../../tests/support/clouds/azure-server/estate.ts';
import { type AzureStubState, startAzureStub } from '../../../tests/support/clouds/azure-server/server.ts';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { type Fault, lookThrough, saysOf, walkFaults } from '../../../tests/support/clouds/core/looks.ts';
import type { Looked } from '../verifier.ts';
import { verifyAzure } from './verify.ts';

const writeClientId = '77777777-8888-7777-6666-555555555555';
const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };
const reader = { actions: ['*/read'], notActions: [] as string[] };

function healthy(): AzureStubState {
  return {
    ...azureState(0),
    subscriptions: [{ subscriptionId: subscription, displayName: 'Production', state: 'Enabled' }],
    locations: [
      { name: 'westeurope' },
      { name: 'northeurope' },
      { name: 'europe', metadata: { regionType: 'Logical' } },
    ],
    permissions: { [subscription]: [reader] },
    others: { [writeClientId]: { secret: `write-${canary}`, permissions: { [subscription]: [contributor] } } },
  };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Given = { settings?: Looked['settings']; secret?: Record<string, string>; accountId?: string; plan?: FaultPlan };

async function look(change: (state: AzureStubState) => void, { settings, secret, accountId = '', plan }: Given = {}) {
  const state = healthy();
  change(state);
  const stub = await startAzureStub(state, plan ?? { seed: 1 });
  closing.push(() => stub.close());
  const { clientId } = healthy();
  return lookThrough(verifyAzure, {
    orgId: 'o',
    connectionId: 'c',
    credential: 'azure_service_principal',
    settings: { tenantId: tenant, clientId, writeClientId, subscriptionId: subscription, ...settings },
    accountId,
    region: 'westeurope',
    endpoint: stub.url,
    secret: { client_secret: healthy().clientSecret, write_client_secret: `write-${canary}`, ...secret },
  });
}

const entra =
  (code: number, status = 401) =>
  (state: AzureStubState) => {
    state.entraError = { status, code };
  };
const rights =
  (...given: AzureStubState['permissions'][string]) =>
  (state: AzureStubState) => {
    state.permissions = { [subscription]: given };
  };
const writer =
  (change: (application: { secret: string; permissions: AzureStubState['permissions'] }) => void) =>
  (state: AzureStubState) => {
    const application = state.others?.[writeClientId];
    if (application) change(application);
  };

const faults: Fault<AzureStubState>[] = [
  {
    name: 'no such tenant',
    change: (s) => {
      s.tenant = 'other';
    },
    step: 'reachable',
    state: 'failed',
    words: ['AADSTS90002', 'Overview > Tenant ID'],
  },
  {
    name: 'clock',
    change: (s) => {
      s.clockAhead = 900;
    },
    step: 'reachable',
    state: 'warning',
    words: ['15 minutes behind', 'NTP'],
  },
  {
    name: 'no such application',
    change: (s) => {
      s.clientId = 'x';
    },
    step: 'authenticated',
    state: 'failed',
    words: ['AADSTS700016', 'Application (client) ID'],
  },
  {
    name: 'expired secret',
    change: entra(7000222),
    step: 'authenticated',
    state: 'failed',
    words: ['expired', 'AADSTS7000222', 'Certificates & secrets > New client secret'],
  },
  {
    name: 'wrong secret',
    change: (s) => {
      s.clientSecret = 'x';
    },
    step: 'authenticated',
    state: 'failed',
    words: ['AADSTS7000215', '"Secret ID" beside it is not the secret'],
  },
  {
    name: 'disabled application',
    change: entra(7000112, 400),
    step: 'authenticated',
    state: 'failed',
    words: ['disabled', 'Enabled for users to sign-in'],
  },
  {
    name: 'conditional access',
    change: entra(53003),
    step: 'authenticated',
    state: 'failed',
    words: ['Conditional Access'],
  },
  { name: 'unheard of code', change: entra(599999), step: 'authenticated', state: 'failed', words: ['AADSTS599999'] },
  {
    name: 'no role at all',
    change: (s) => {
      s.permissions = {};
    },
    step: 'identity',
    state: 'failed',
    words: ['no other one', 'role "Reader"', 'Access control (IAM)'],
  },
  {
    name: 'subscription of another tenant',
    change: (s) => {
      s.subscriptions = [{ subscriptionId: subscription, displayName: 'P', state: 'Enabled', tenantId: 'other' }];
    },
    step: 'identity',
    state: 'failed',
    words: ['another tenant'],
  },
  {
    name: 'disabled subscription',
    change: (s) => {
      s.subscriptions = [{ subscriptionId: subscription, displayName: 'P', state: 'Disabled' }];
    },
    step: 'identity',
    state: 'warning',
    words: ['Disabled', 'Billing'],
  },
  {
    name: 'a role on machines alone',
    change: rights({ actions: ['Microsoft.Compute/*/read'], notActions: [] }),
    step: 'read',
    state: 'warning',
    words: ['Microsoft.Storage/storageAccounts/read', 'role "Reader"'],
  },
  {
    name: 'a role that reads nothing known',
    change: rights({ actions: ['Microsoft.Support/*'], notActions: [] }),
    step: 'read',
    state: 'failed',
    words: ['role "Reader"'],
  },
  {
    name: 'a reader that contributes',
    change: rights(contributor),
    step: 'read',
    state: 'warning',
    words: ['may also change', '"Contributor" to another one'],
  },
  {
    name: 'a contributor of machines alone',
    change: writer((a) => {
      a.permissions = { [subscription]: [{ actions: ['Microsoft.Compute/*'], notActions: [] }] };
    }),
    step: 'write',
    state: 'warning',
    words: ['Microsoft.Network/virtualNetworks/write', 'role "Contributor"'],
  },
  {
    name: 'a contributor that networks are taken from',
    change: writer((a) => {
      a.permissions = { [subscription]: [{ actions: ['*'], notActions: ['Microsoft.Network/*'] }] };
    }),
    step: 'write',
    state: 'warning',
    words: ['lacks Microsoft.Network/virtualNetworks/write. '],
  },
  {
    name: 'a contributor without a role',
    change: writer((a) => {
      a.permissions = {};
    }),
    step: 'write',
    state: 'warning',
    words: ['role "Contributor"'],
  },
  {
    name: 'a contributor with a wrong secret',
    change: writer((a) => {
      a.secret = 'x';
    }),
    step: 'write',
    state: 'warning',
    words: ['AADSTS7000215', 'Nothing can be applied'],
  },
];

describe('a check of an Azure connection', () => {
  it('says who, what and where when all is well', async () => {
    const looks = await look(() => {});
    expect(Object.values(looks).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(looks.identity).toMatchObject({
      text: expect.stringContaining('Production'),
      found: { accountId: subscription },
    });
    expect(looks.regions?.found).toEqual({ regions: ['northeurope', 'westeurope'] });
  });

  it.each(faults)('tells of $name, and what to do', async (fault) => {
    saysOf(await look(fault.change), fault);
  });

  it('refuses another subscription than the one it was made for, and names those that it sees', async () => {
    const other = '00000000-0000-4000-8000-000000000000';
    saysOf(await look(() => {}, { accountId: other }), {
      name: 'moved',
      step: 'identity',
      state: 'failed',
      words: [other],
    });
    const wrong = await look(() => {}, { settings: { subscriptionId: other } });
    saysOf(wrong, { name: 'unseen', step: 'identity', state: 'failed', words: ['"Production"', 'role "Reader"'] });
  });

  it('only looks where there is nobody to change things, and asks for a secret that is missing', async () => {
    const readOnly = await look(() => {}, {
      settings: { writeClientId: undefined },
      secret: { write_client_secret: '' },
    });
    expect(readOnly.write?.state).toBe('skipped');
    const lost = await look(() => {}, { secret: { client_secret: '' } });
    saysOf(lost, { name: 'lost', step: 'reachable', state: 'failed', words: ['Enter it again'] });
  });

  it('waits as long as Azure says, and takes no silence for an answer', async () => {
    const state = healthy();
    const stub = await startAzureStub(state, { seed: 1, throttleEvery: 1 });
    closing.push(() => stub.close());
    const at = {
      settings: { tenantId: tenant, clientId: state.clientId, subscriptionId: subscription },
      secret: { client_secret: state.clientSecret },
    };
    const step = verifyAzure.look(
      'identity',
      {
        orgId: 'o',
        connectionId: 'c',
        credential: 'azure_service_principal',
        accountId: '',
        region: '',
        endpoint: stub.url,
        ...at,
      },
      new AbortController().signal,
    );
    await expect(step).rejects.toMatchObject({ code: 'cloud_throttled', retryable: true, retryAfterMs: 3_000 });
  });

  it.each([11, 4711])('holds under faults by chance (seed %i)', async (seed) => {
    const { refusals } = await walkFaults(seed, 10, faults, (chosen, own) =>
      look(
        (state) => {
          for (const { change } of chosen) change(state);
        },
        { plan: { seed: own, throttleEvery: 4, dropEvery: 5, failEvery: 7 } },
      ),
    );
    expect(refusals).toBeGreaterThan(4);
  });
});
