/**
 * Requests to addresses that people typed: documents, webhooks, servers of GitHub Enterprise.
 *
 * They come from inside our network, so what they may reach is decided here, at the connection itself: the name is
 * looked up once, each address is judged, and that very address is connected to. A name that later points elsewhere
 * (DNS rebinding) or a redirect to a private address meets the same judge.
 * https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 */
import { lookup as lookUp, promises } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, fetch as undiciFetch } from 'undici';
import { AuroraError } from './errors.ts';

/** `fetch` that reaches public addresses only, and the hosts that the configuration names. */
export type OutboundFetch = typeof fetch;

const connectMs = 10_000;
const maxHops = 5;

type UndiciInit = Parameters<typeof undiciFetch>[1];

/**
 * @param allowed `OUTBOUND_HOSTS`: `host` or `host:port` that may be private
 * @returns a fetch that throws AuroraError `bad_request` for an address that is not allowed. Redirects are answered as
 * they are unless the caller says `redirect: 'follow'`; then each hop is judged like the first.
 */
export function makeOutboundFetch(allowed: readonly string[]): OutboundFetch {
  const open = new Agent({ connect: { timeout: connectMs } });
  const guarded = new Agent({ connect: { timeout: connectMs, lookup: publicOnly } });

  async function once(url: URL, init: RequestInit): Promise<Response> {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw notAllowed(url.hostname);
    const named = allowed.includes(url.host) || allowed.includes(url.hostname);
    // A literal address is never looked up, so the agent's lookup would not see it.
    if (!named && isIP(bare(url.hostname)) !== 0 && !isPublic(bare(url.hostname))) throw notAllowed(url.hostname);
    const options = { ...init, redirect: 'manual', dispatcher: named ? open : guarded };
    try {
      return (await undiciFetch(url, options as UndiciInit)) as unknown as Response;
    } catch (error) {
      throw refusalIn(error) ?? error;
    }
  }

  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    let answer = await once(url, init);
    for (let hop = 0; init.redirect === 'follow' && hop < maxHops; hop += 1) {
      const location = answer.headers.get('location');
      if (answer.status < 300 || answer.status > 399 || !location) break;
      await answer.body?.cancel();
      const next = new URL(location, url);
      // Another host must not be given what was meant for the first one.
      const headers = next.origin === url.origin ? init.headers : undefined;
      url = next;
      answer = await once(url, { ...init, method: 'GET', body: undefined, headers });
    }
    return answer;
  };
}

const publicOnly: LookupFunction = (hostname, options, done) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0);
    const good = addresses.filter(({ address }) => isPublic(address));
    if (good.length < addresses.length || good.length === 0) return done(notAllowed(hostname), '', 0);
    const [first] = good;
    if (options.all) return done(null, good as never, 0);
    return done(null, first?.address ?? '', first?.family ?? 0);
  });
};

/**
 * The same judge for what is not reached by `fetch`: the address that a name has now, for a connection to that address.
 *
 * @param host with or without `:port`, as `OUTBOUND_HOSTS` has it
 * @throws AuroraError `bad_request` for an address that nobody allowed; Node's own error for a name that is none
 */
export async function outboundAddress({ host, port }: { host: string; port: number }, allowed: string[]) {
  const name = bare(host);
  const named = allowed.includes(host) || allowed.includes(name) || allowed.includes(`${host}:${port}`);
  const addresses = isIP(name) !== 0 ? [{ address: name }] : await promises.lookup(name, { all: true });
  if (!named && addresses.some(({ address }) => !isPublic(address))) throw notAllowed(name);
  return addresses[0]?.address ?? name;
}

/** Neither private, nor loopback, link-local (metadata services), multicast, or a wrapped form of those. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');

function refusalIn(error: unknown): AuroraError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof AuroraError) return cause;
  return undefined;
}

const notAllowed = (host: string) =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: `${host} is not a public address, and Aurora does not call others for people. Whoever runs Aurora can allow it with OUTBOUND_HOSTS.`,
  });
