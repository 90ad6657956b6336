import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../../tests/support/clouds/core/faults.ts';
import { type Fault, lookThrough, saysOf, walkFaults } from '../../../tests/support/clouds/core/looks.ts';
import { account, canary, ovhState } from '../../../tests/support/clouds/ovh-server/estate.ts';
import { type OvhStubState, startOvhStub } from '../../../tests/support/clouds/ovh-server/server.ts';
import type { Looked } from '../verifier.ts';
import { verifyOvh } from './verify.ts';

const dayMs = 24 * 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const rules = (...methods: string[]) => methods.map((method) => ({ method, path: '/*' }));
const writeKey = `write-${canary}`;
const credential = (more: object = {}) => ({
  credentialId: 42,
  status: 'validated',
  expiration: null,
  rules: rules('GET'),
  ...more,
});

function healthy(): OvhStubState {
  const state = ovhState(0);
  return {
    ...state,
    clockAhead: 0,
    credentials: {
      [state.consumerKey]: credential(),
      [writeKey]: credential({ rules: rules('GET', 'POST', 'PUT', 'DELETE') }),
    },
  };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Given = { settings?: Looked['settings']; secret?: Record<string, string>; accountId?: string; plan?: FaultPlan };

async function look(change: (state: OvhStubState) => void, { settings, secret, accountId = '', plan }: Given = {}) {
  const state = healthy();
  const { applicationKey, applicationSecret, consumerKey } = healthy();
  change(state);
  const stub = await startOvhStub(state, plan ?? { seed: 1 });
  closing.push(() => stub.close());
  return lookThrough(verifyOvh, {
    orgId: 'o',
    connectionId: 'c',
    credential: 'ovh_application',
    settings: { ovhEndpoint: 'ovh-eu', ...settings },
    accountId,
    region: '',
    endpoint: stub.url,
    secret: {
      application_key: applicationKey,
      application_secret: applicationSecret,
      consumer_key: consumerKey,
      write_consumer_key: writeKey,
      ...secret,
    },
  });
}

const reads = (more: object) => (state: OvhStubState) => {
  state.credentials = { ...state.credentials, [state.consumerKey]: credential(more) };
};
const writes = (more: object) => (state: OvhStubState) => {
  state.credentials = { ...state.credentials, [writeKey]: credential(more) };
};

const createToken = 'https://auth.eu.ovhcloud.com/api/createToken?GET=/*';
const faults: Fault<OvhStubState>[] = [
  {
    name: 'a clock that is behind',
    change: (s) => {
      s.clockAhead = 7_200;
    },
    step: 'reachable',
    state: 'warning',
    words: ['120 minutes behind', 'taken all the same'],
  },
  {
    name: 'a clock that no signature is in time for',
    change: (s) => {
      s.clockBroken = true;
    },
    step: 'authenticated',
    state: 'failed',
    words: ['QUERY_TIME_OUT', 'clock'],
  },
  {
    name: 'an unknown application',
    change: (s) => {
      s.applicationKey = 'x';
    },
    step: 'authenticated',
    state: 'failed',
    words: ['INVALID_KEY', 'ovh-eu'],
  },
  {
    name: 'a wrong application secret',
    change: (s) => {
      s.applicationSecret = 'x';
    },
    step: 'authenticated',
    state: 'failed',
    words: ['INVALID_SIGNATURE', 'OVHcloud shows it once'],
  },
  {
    name: 'an unknown consumer key',
    change: (s) => {
      s.consumerKey = 'x';
      s.credentials = {};
    },
    step: 'authenticated',
    state: 'failed',
    words: ['NOT_CREDENTIAL', createToken],
  },
  {
    name: 'an expired consumer key',
    change: reads({ status: 'expired', expiration: inDays(-2) }),
    step: 'authenticated',
    state: 'failed',
    words: ['expired on', createToken, 'Unlimited'],
  },
  {
    name: 'one that ended a moment ago',
    change: reads({ expiration: inDays(-0.01) }),
    step: 'authenticated',
    state: 'failed',
    words: ['has expired'],
  },
  {
    name: 'one that ends soon',
    change: reads({ expiration: inDays(3) }),
    step: 'authenticated',
    state: 'warning',
    words: ['expires on', createToken],
  },
  {
    name: 'one that nobody confirmed',
    change: reads({ status: 'pendingValidation' }),
    step: 'authenticated',
    state: 'failed',
    words: ['never confirmed', 'validation address'],
  },
  {
    name: 'no GET on /me',
    change: (s) => {
      s.forbidden = ['/me'];
    },
    step: 'identity',
    state: 'failed',
    words: ['GET /me', createToken],
  },
  {
    name: 'rules for domains alone',
    change: reads({
      rules: [
        { method: 'GET', path: '/domain/*' },
        { method: 'GET', path: '/domain' },
      ],
    }),
    step: 'read',
    state: 'warning',
    words: ['/cloud/project', createToken],
  },
  { name: 'no rules at all', change: reads({ rules: [] }), step: 'read', state: 'failed', words: ['GET on /*'] },
  {
    name: 'a reading key that may delete',
    change: reads({ rules: rules('GET', 'DELETE') }),
    step: 'read',
    state: 'warning',
    words: ['DELETE /*', 'GET alone'],
  },
  {
    name: 'a key for changes without DELETE',
    change: writes({ rules: rules('GET', 'POST', 'PUT') }),
    step: 'write',
    state: 'warning',
    words: ['DELETE /cloud/project/*', 'GET=/*&POST=/*&PUT=/*&DELETE=/*'],
  },
  {
    name: 'a key for changes that has expired',
    change: writes({ status: 'expired' }),
    step: 'write',
    state: 'warning',
    words: ['has expired', 'Nothing can be applied'],
  },
  {
    name: 'projects that it may not list',
    change: (s) => {
      s.forbidden = ['/cloud/project'];
    },
    step: 'regions',
    state: 'failed',
    words: ['GET /cloud/project'],
  },
];

describe('a check of an OVHcloud connection', () => {
  it('says who, what and where when all is well', async () => {
    const looks = await look(() => {});
    expect(Object.values(looks).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(looks.identity?.found).toEqual({ accountId: account });
    expect(looks.regions?.found).toEqual({ regions: ['GRA', 'GRA11'] });
  });

  it.each(faults)('tells of $name, and what to do', async (fault) => {
    saysOf(await look(fault.change), fault);
  });

  it("signs by OVHcloud's clock, so that one that is off here keeps nothing from going on", async () => {
    const looks = await look((state) => {
      state.clockAhead = -7_200;
    });
    expect(Object.values(looks).map(({ state }) => state)).toEqual(['warning', 'ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it('refuses keys of another customer, and keys that are not complete', async () => {
    const other = await look(() => {}, { accountId: 'zz999-ovh' });
    saysOf(other, { name: 'other customer', step: 'identity', state: 'failed', words: [account, 'zz999-ovh'] });
    const lost = await look(() => {}, { secret: { consumer_key: '' } });
    saysOf(lost, { name: 'lost', step: 'reachable', state: 'failed', words: [createToken] });
    expect((await look(() => {}, { secret: { write_consumer_key: '' } })).write?.state).toBe('skipped');
  });

  it.each([11, 4711])('holds under faults by chance (seed %i)', async (seed) => {
    const plan = { throttleEvery: 4, dropEvery: 5, failEvery: 7 };
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
