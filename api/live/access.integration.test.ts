/** Sockets are looked at once a minute; these end at once, because Postgres says whose access changed. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asPresented, inOrg } from '../../db/client.ts';
import { memberships, users } from '../../db/schema/index.ts';
import { openLive } from '../testing/live-client.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';
import { signedOutCode } from './watch.ts';

describe.skipIf(!stackIsUp())('a socket whose person lost access', () => {
  let world: ApiWorld;
  let url: string;
  let ada: Caller;
  let bob: Caller;
  beforeAll(async () => {
    world = await makeApiWorld();
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    url = `ws://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
    ada = await world.newOrg();
  });
  beforeEach(async () => {
    bob = await world.join(ada, 'operator');
  });
  afterAll(() => world.close());

  const scope = () => ({ orgId: ada.signedIn.organisation.id });
  const bobHere = () =>
    and(eq(memberships.userId, bob.signedIn.user.id), eq(memberships.orgId, ada.signedIn.organisation.id));

  async function closesBoth(end: () => Promise<unknown>): Promise<void> {
    const [his, hers] = [await openLive(url, bob), await openLive(url, ada)];
    const closed = once(his.socket, 'close');
    await end();
    expect((await closed)[0]).toBe(signedOutCode);
    expect(hers.socket.readyState).toBe(hers.socket.OPEN);
    await hers.close();
  }

  it('closes when they are deactivated in the organisation, and nobody else does', () =>
    closesBoth(() =>
      inOrg(world.deps.db, scope(), (tx) => tx.update(memberships).set({ disabledAt: new Date() }).where(bobHere())),
    ));

  it('closes when they leave the organisation', () =>
    closesBoth(() => inOrg(world.deps.db, scope(), (tx) => tx.delete(memberships).where(bobHere()))));

  it('closes when they are disabled everywhere', () =>
    closesBoth(() =>
      asPresented(world.deps.db, { userId: bob.signedIn.user.id }, (tx) =>
        tx.update(users).set({ disabledAt: new Date() }).where(eq(users.id, bob.signedIn.user.id)),
      ),
    ));

  it('stays open for a smaller role', async () => {
    const live = await openLive(url, bob);
    await inOrg(world.deps.db, scope(), (tx) => tx.update(memberships).set({ role: 'viewer' }).where(bobHere()));
    live.send({ type: 'ping' });
    await live.until((answers) => answers.some(({ type }) => type === 'pong'));
    await live.close();
  });
});
