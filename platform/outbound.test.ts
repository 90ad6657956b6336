import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublic, makeOutboundFetch } from './outbound.ts';

const server = createServer((request, response) => {
  if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  else response.end('here');
});
let host = '';

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('requests to addresses that people typed', () => {
  it.each([
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://0.0.0.0/',
    'http://2130706433/',
    'http://localhost/',
    'file:///etc/passwd',
  ])('do not reach %s', async (url) => {
    await expect(makeOutboundFetch([])(url)).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('reach a private host that the configuration names, and no other port of it', async () => {
    const fetch = makeOutboundFetch([host]);
    expect(await (await fetch(`http://${host}/`)).text()).toBe('here');
    await expect(fetch('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('do not follow a redirect to an address that is not allowed', async () => {
    const fetch = makeOutboundFetch([host]);
    expect((await fetch(`http://${host}/away`)).status).toBe(302);
    await expect(fetch(`http://${host}/away`, { redirect: 'follow' })).rejects.toMatchObject({ code: 'bad_request' });
  });

  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('take %s for public', (address) => {
    expect(isPublic(address)).toBe(true);
  });
});
