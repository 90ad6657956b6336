/** The inventory of the stub server: its own small protocol, in the shape that the sync asks of every cloud. */
import { ceilings } from '../../../activities/inventory/pace.ts';
import type {
  EdgeDraft,
  InventoryPage,
  InventoryProvider,
  InventoryResource,
  InventoryScope,
  MakeInventoryProvider,
} from '../../../activities/inventory/provider.ts';
import { AuroraError } from '../../../platform/errors.ts';

const api = 'stub';
ceilings[api] = 500;

type Link = { kind: EdgeDraft['kind']; to: string; port: number };

export const makeStubInventory: MakeInventoryProvider = ({ account, endpoint, pace }): InventoryProvider => {
  const base = `${endpoint}/accounts/${account}`;
  let token: string | undefined;

  async function ask<Answer>(path: string, signal?: AbortSignal, again = false): Promise<Answer> {
    await pace.take(api, signal);
    token ??= await newToken(signal);
    const response = await request(`${base}${path}`, { authorization: token }, signal);
    if (response.status === 401 && !again) {
      token = undefined;
      return ask(path, signal, true);
    }
    if (response.status === 429) {
      const retryAfterMs = Number(response.headers.get('retry-after')) * 1000;
      await pace.throttled(api, retryAfterMs);
      throw refusal('cloud_throttled', true, 'The stub asks to go slower.', retryAfterMs);
    }
    if (!response.ok) throw await refused(response);
    return (await body(response)) as Answer;
  }

  async function newToken(signal?: AbortSignal): Promise<string> {
    const response = await request(`${base}/token`, {}, signal);
    if (!response.ok) throw await refused(response);
    return ((await body(response)) as { token: string }).token;
  }

  return {
    provider: 'aws',
    edgesVersion: 1,
    identity: (options) => ask('', options?.signal),
    scopes: async ({ regions }, options) => {
      const { scopes } = await ask<{ scopes: InventoryScope[] }>('/scopes', options?.signal);
      return scopes.filter(({ region }) => regions === null || regions.includes(region));
    },
    list: ({ region, kind }, cursor, options) => {
      const query = new URLSearchParams({ region, kind, ...(cursor === null ? {} : { cursor }) });
      return ask<InventoryPage>(`/list?${query}`, options?.signal);
    },
    detail: async () => null,
    edges: ({ cloudId, attributes }: InventoryResource): EdgeDraft[] =>
      (attributes.links as Link[]).map(({ kind, to, port }) => ({
        kind,
        from: cloudId,
        to,
        confidence: 1,
        rule: 'stub.link',
        evidence: { 'attributes.links.port': port },
      })),
    close: () => undefined,
  };
};

async function request(url: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { headers, signal });
  } catch {
    signal?.throwIfAborted();
    throw refusal('cloud_failed', true, 'The stub dropped the connection.');
  }
}

async function body(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw refusal('cloud_failed', true, 'The stub dropped the connection in the middle of an answer.');
  }
}

async function refused(response: Response): Promise<AuroraError> {
  const { error } = (await body(response)) as { error: string };
  if (response.status === 410) return refusal('cursor_expired', false, 'The stub has forgotten where the listing was.');
  if (error === 'denied') return refusal('cloud_denied', false, 'The keys of this account may not list this.');
  if (response.status === 403 || response.status === 401) {
    return refusal('credentials_rejected', false, 'The stub no longer accepts the keys of this account.');
  }
  return refusal('cloud_failed', true, `The stub failed: ${error}.`);
}

const refusal = (code: AuroraError['code'], retryable: boolean, userMessage: string, retryAfterMs?: number) =>
  new AuroraError({ code, retryable, userMessage, retryAfterMs });
