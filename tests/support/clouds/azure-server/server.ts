/**
 * Entra's token endpoint, Resource Graph, and subscriptions, locations and permissions of Resource Manager, over HTTP,
 * with state and faults.
 * Shapes: the models of @azure/arm-resourcegraph (2021-03-01), the OAuth client credentials grant, Microsoft.Authorization
 * 2022-04-01. Faults hit Resource Manager; Entra follows `entraError` and revocation.
 */
import { randomUUID } from 'node:crypto';
import { type FaultPlan, Faults } from '../core/faults.ts';
import { type StubAnswer, type StubRequest, serveHttp } from '../core/http.ts';
import { pageOf } from '../core/paging.ts';
import { filterRows, type Row } from './query.ts';

export type AzureStubState = {
  tenant: string;
  clientId: string;
  clientSecret: string;
  rows: { resources: Row[]; resourcecontainers: Row[] };
  /** What the application may do, by subscription: none is no access at all. */
  permissions: Record<string, { actions: string[]; notActions: string[] }[]>;
  /** Rows a page, where Azure's limit of an answer's size would cut it. */
  pageSize: number;
  /** Requests that the quota allows before it is used up once more. */
  quota: number;
  /** Refused by Entra with this code, such as AADSTS7000222. */
  entraError?: { status: number; code: number };
  /** Seconds that Azure's clock is ahead of the worker's. */
  clockAhead?: number;
  subscriptions?: { subscriptionId: string; displayName: string; state: string; tenantId?: string }[];
  locations?: { name: string; metadata?: { regionType: string } }[];
  /** Beside the one that reads, by client id. */
  others?: Record<string, { secret: string; permissions: AzureStubState['permissions'] }>;
};

export async function startAzureStub(state: AzureStubState, plan: FaultPlan) {
  const faults = new Faults(plan);
  const tokens = new Map<string, AzureStubState['permissions']>();
  let quotaLeft = state.quota;
  const server = await serveHttp((request) => {
    const path = request.url.pathname;
    if (path.endsWith('/.well-known/openid-configuration')) return openIdConfiguration(request);
    if (path.endsWith('/oauth2/v2.0/token')) return giveToken(request);
    return guarded(request, () => {
      if (path.endsWith('/providers/Microsoft.ResourceGraph/resources')) return graph(request);
      if (path.endsWith('/permissions')) return permissions(request, path);
      return path.endsWith('/locations') ? locations(request, path) : subscriptions(request, path);
    });
  });

  const openIdConfiguration = ({ url }: StubRequest): StubAnswer => {
    const tenant = url.pathname.split('/')[1];
    if (tenant !== state.tenant && state.subscriptions) return entra(400, 90002);
    const base = `https://login.microsoftonline.com/${tenant}`;
    return ok(
      {
        issuer: `${base}/v2.0`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      },
      dated(),
    );
  };

  const giveToken = ({ url, body }: StubRequest): StubAnswer => {
    const form = new URLSearchParams(body);
    if (state.entraError) return entra(state.entraError.status, state.entraError.code);
    if (faults.counts.revoke > 0) return entra(400, 7000112);
    if (!url.pathname.startsWith(`/${state.tenant}/`)) return entra(400, 90002);
    const clientId = form.get('client_id') ?? '';
    const mine = { secret: state.clientSecret, permissions: state.permissions };
    const application = clientId === state.clientId ? mine : state.others?.[clientId];
    if (!application) return entra(400, 700016);
    if (form.get('client_secret') !== application.secret) return entra(401, 7000215);
    const token = `stub-token-${randomUUID()}`;
    tokens.set(token, application.permissions);
    return ok({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token });
  };

  const guarded = ({ headers }: StubRequest, answer: () => StubAnswer): StubAnswer => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (!tokens.has(token)) return armError(401, 'InvalidAuthenticationToken');
    const fault = faults.next();
    if (fault === 'drop') return 'drop';
    if (fault === 'fail') return armError(500, 'InternalServerError');
    if (fault === 'throttle') {
      return armError(429, 'RateLimiting', { 'retry-after': '3', 'x-ms-user-quota-resets-after': '00:00:05' });
    }
    if (fault === 'expire') {
      tokens.delete(token);
      return armError(401, 'ExpiredAuthenticationToken');
    }
    if (fault === 'revoke') {
      tokens.clear();
      return armError(401, 'InvalidAuthenticationToken');
    }
    return answer();
  };

  const graph = ({ body }: StubRequest): StubAnswer => {
    const { query, subscriptions, options } = JSON.parse(body) as {
      query: string;
      subscriptions?: string[];
      options?: { $top?: number; $skipToken?: string };
    };
    const seen = (subscriptions ?? Object.keys(state.permissions)).filter((id) => state.permissions[id]);
    if (seen.length === 0) return armError(403, 'Forbidden', {}, ['NoValidSubscriptionsInQueryRequest']);
    const all = filterRows(state.rows, query).filter((row) => seen.includes(String(row.subscriptionId)));
    const size = Math.min(options?.$top ?? 100, state.pageSize);
    const page = pageOf(all, { cursor: options?.$skipToken, size, faults });
    if (!page) return armError(400, 'BadRequest', {}, ['InvalidSkipToken']);
    quotaLeft = quotaLeft === 0 ? state.quota : quotaLeft - 1;
    return ok(
      {
        totalRecords: all.length,
        count: page.items.length,
        resultTruncated: 'false',
        data: page.items,
        ...(page.next ? { $skipToken: page.next } : {}),
      },
      { 'x-ms-user-quota-remaining': String(quotaLeft), 'x-ms-user-quota-resets-after': '00:00:05' },
    );
  };

  const given = ({ headers }: StubRequest) => tokens.get(headers.authorization?.replace('Bearer ', '') ?? '') ?? {};

  const permissions = (request: StubRequest, path: string): StubAnswer => {
    const value = given(request)[path.split('/')[2] ?? ''];
    return value ? ok({ value }) : armError(403, 'AuthorizationFailed');
  };

  const subscriptions = (request: StubRequest, path: string): StubAnswer => {
    const seen = (state.subscriptions ?? []).filter(({ subscriptionId }) => given(request)[subscriptionId]);
    const wanted = path.split('/')[2];
    if (wanted === undefined) return ok({ value: seen });
    const found = seen.find(({ subscriptionId }) => subscriptionId === wanted);
    if (found?.tenantId && found.tenantId !== state.tenant) return armError(401, 'InvalidAuthenticationTokenTenant');
    return found ? ok(found) : armError(404, 'SubscriptionNotFound');
  };

  const locations = (request: StubRequest, path: string): StubAnswer =>
    given(request)[path.split('/')[2] ?? '']
      ? ok({ value: state.locations ?? [] })
      : armError(403, 'AuthorizationFailed');

  const dated = () => ({ date: new Date(Date.now() + (state.clockAhead ?? 0) * 1000).toUTCString() });

  return { ...server, faults, state };
}

const ok = (body: unknown, headers?: Record<string, string>): StubAnswer => ({ status: 200, body, headers });

const entra = (status: number, code: number): StubAnswer => ({
  status,
  body: {
    error: code === 7000215 || code === 7000222 ? 'invalid_client' : 'unauthorized_client',
    error_description: `AADSTS${code}: as the stub was told. Trace ID: 0 Correlation ID: 0 Timestamp: 2026-01-01 00:00:00Z`,
    error_codes: [code],
  },
});

const armError = (
  status: number,
  code: string,
  headers: Record<string, string> = {},
  details: string[] = [],
): StubAnswer => ({
  status,
  headers,
  body: {
    error: {
      code,
      message: 'Please provide below info when asking for support.',
      details: details.map((each) => ({ code: each, message: each })),
    },
  },
});
