/** The command's viewer on the real API, through a connection that breaks. */
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProxy } from '../api/testing/proxy.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../api/testing/world.ts';
import { publishEvent } from '../db/events.ts';
import { type ApiClient, makeApiClient } from './api-client.ts';
import { watch } from './live.ts';

describe.skipIf(!stackIsUp())('watching a stream from a terminal', () => {
  let world: ApiWorld;
  let ada: Caller;
  let port: number;
  let token: string;
  beforeAll(async () => {
    world = await makeApiWorld({ liveTimes: { pingMs: 200, checkMs: 200 } });
    ada = await world.newOrg();
    token = (await ada.send<{ token: string }>('POST', '/me/api-tokens', { name: 'Script' })).body.token;
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    port = (world.app.server.address() as AddressInfo).port;
  });
  afterAll(() => world.close());

  async function newStream() {
    const { body } = await ada.send<{ id: string }>('POST', '/sessions', {});
    const stream = `session:${body.id}` as const;
    const publish = (text: string) =>
      publishEvent(world.deps.db, ada.signedIn.organisation.id, stream, {
        type: 'message.delta',
        payload: { messageId: body.id, attempt: 1, offset: 0, text },
      });
    return { stream, publish };
  }

  async function seen(api: ApiClient, stream: string, until: string, lost?: () => void, onFirst?: () => void) {
    const texts: string[] = [];
    const see = ({ event }: Parameters<Parameters<typeof watch>[2]>[0]) => {
      if (event.type !== 'message.delta') return false;
      texts.push(event.payload.text);
      if (texts.length === 1) onFirst?.();
      return event.payload.text === until;
    };
    await watch(api, { [stream]: 0 }, see, { lost });
    return texts;
  }

  it('goes on where it was when the connection comes back: each event once, in order', async () => {
    const proxy = await makeProxy({ host: '127.0.0.1', port });
    const api = makeApiClient(`http://127.0.0.1:${proxy.port}`, token);
    const { stream, publish } = await newStream();
    let broken = 0;
    const lost = () => {
      broken += 1;
    };
    const breakOff = async () => {
      await proxy.goAway();
      await publish('2');
      await publish('3');
      await proxy.comeBack();
      await publish('end');
    };
    await publish('1');
    const all = await seen(api, stream, 'end', lost, () => void breakOff());
    expect(all).toEqual(['1', '2', '3', 'end']);
    expect(broken).toBeGreaterThan(0);
    await proxy.close();
  });

  it('ends with the reason when the token is revoked meanwhile, or there is no such stream', async () => {
    const made = await ada.send<{ token: string; apiToken: { id: string } }>('POST', '/me/api-tokens', {
      name: 'Brief',
    });
    const { stream, publish } = await newStream();
    await publish('1');
    const api = makeApiClient(`http://127.0.0.1:${port}`, made.body.token);
    const revoke = () => void ada.send('DELETE', `/me/api-tokens/${made.body.apiToken.id}`);
    await expect(seen(api, stream, 'never', undefined, revoke)).rejects.toMatchObject({
      problem: { status: 401, detail: expect.stringContaining('revoked') },
    });
    const own = makeApiClient(`http://127.0.0.1:${port}`, token);
    await expect(seen(own, `run:${crypto.randomUUID()}`, 'never')).rejects.toThrow('no such stream');
  });
});
