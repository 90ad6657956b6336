/**
 * Google's REST side, every host as a folder: tokens by key and by federation, projects, permissions, regions, and what
 * of Cloud Asset a check asks. Errors as google.rpc.Status in JSON, and those of OAuth (RFC 6749) and of STS (RFC 8693).
 */
import { createPublicKey, type JsonWebKey, type KeyObject, randomUUID } from 'node:crypto';
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import { type FaultPlan, Faults } from '../core/faults.ts';
import { type StubAnswer, type StubRequest, serveHttp } from '../core/http.ts';

export type GcpAccount = { publicKey?: KeyObject; permissions: string[] };

export type GcpRestState = {
  /** Service accounts by address. */
  accounts: Record<string, GcpAccount>;
  project: { projectId: string; name: string; displayName: string; state: string };
  regions: string[];
  /** Services that are switched off, such as `compute`. */
  disabled: string[];
  /** Seconds that Google's clock is ahead of the worker's. */
  clockAhead: number;
  /** In place of a token. */
  tokenError?: { error: string; error_description: string };
  /** The pool's provider: whose signature it takes, and which subject may be which account. */
  federation?: { audience: string; jwk?: JsonWebKey; bindings: Record<string, string> };
};

/** Google takes a request's time for this long. */
const toleratedSeconds = 600;
const tokenAddress = 'https://oauth2.googleapis.com/token';

export async function startGcpRestStub(state: GcpRestState, plan: FaultPlan) {
  const faults = new Faults(plan);
  /** Who holds which token. */
  const tokens = new Map<string, string>();
  const now = () => new Date(Date.now() + state.clockAhead * 1000);
  const dated = (answer: StubAnswer): StubAnswer =>
    typeof answer === 'string' || 'text' in answer
      ? answer
      : { ...answer, headers: { date: now().toUTCString(), ...answer.headers } };

  const server = await serveHttp(async (request) => dated(await answered(request)));

  const answered = async (request: StubRequest): Promise<StubAnswer> => {
    const [, host = '', ...rest] = request.url.pathname.split('/');
    const path = `/${rest.join('/')}`;
    const fault = faults.next();
    if (fault === 'drop') return 'drop';
    if (fault === 'throttle') return apiError(429, 'RESOURCE_EXHAUSTED', { headers: { 'retry-after': '4' } });
    if (fault === 'fail') return apiError(503, 'UNAVAILABLE');
    if (host === 'oauth2.googleapis.com') return byKey(request);
    if (host === 'sts.googleapis.com') return byFederation(request);
    const holder = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
    if (!holder || fault) return apiError(401, 'UNAUTHENTICATED');
    if (host === 'iamcredentials.googleapis.com') return impersonate(path, holder);
    const account = state.accounts[holder];
    if (!account) return apiError(401, 'UNAUTHENTICATED');
    const service = host.replace('.googleapis.com', '');
    if (state.disabled.includes(service))
      return apiError(403, 'PERMISSION_DENIED', {
        reason: 'SERVICE_DISABLED',
        metadata: { service: host, consumer: `projects/${state.project.projectId}` },
      });
    return api(service, path, request, account);
  };

  const api = (service: string, path: string, { body }: StubRequest, { permissions }: GcpAccount): StubAnswer => {
    const project = /projects\/([^/:]+)/.exec(path)?.[1];
    const may = (permission: string) => project === state.project.projectId && permissions.includes(permission);
    if (path.endsWith(':testIamPermissions')) {
      const wanted = (JSON.parse(body) as { permissions: string[] }).permissions;
      return ok({ permissions: wanted.filter(may) });
    }
    if (service === 'cloudresourcemanager')
      return may('resourcemanager.projects.get') ? ok(state.project) : apiError(403, 'PERMISSION_DENIED');
    if (service === 'cloudasset')
      return may('cloudasset.assets.searchAllResources') ? ok({ results: [] }) : apiError(403, 'PERMISSION_DENIED');
    if (service !== 'compute') return apiError(404, 'NOT_FOUND');
    return may('compute.instances.list')
      ? ok({ items: state.regions.map((name) => ({ name })) })
      : apiError(403, 'PERMISSION_DENIED');
  };

  const byKey = async ({ body }: StubRequest): Promise<StubAnswer> => {
    if (state.tokenError) return { status: 400, body: state.tokenError };
    const assertion = new URLSearchParams(body).get('assertion') ?? '';
    const claims = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload;
    const account = state.accounts[claims.iss ?? ''];
    if (!account?.publicKey) return grantError('Invalid grant: account not found');
    const signed = await verified(assertion, account.publicKey, tokenAddress);
    if (!signed) return grantError('Invalid JWT Signature.');
    const off = Math.abs((claims.iat ?? 0) - now().getTime() / 1000) > toleratedSeconds;
    if (off)
      return grantError(
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
      );
    return ok({ access_token: give(claims.iss ?? ''), expires_in: 3599, token_type: 'Bearer' });
  };

  const byFederation = async ({ body }: StubRequest): Promise<StubAnswer> => {
    if (state.tokenError) return { status: 400, body: state.tokenError };
    const { audience, subjectToken } = JSON.parse(body) as { audience: string; subjectToken: string };
    const pool = state.federation;
    if (!pool || audience !== pool.audience)
      return { status: 400, body: { error: 'invalid_target', error_description: 'The target service is not found.' } };
    const key = pool.jwk && createPublicKey({ key: pool.jwk, format: 'jwk' });
    const signed = key && (await verified(subjectToken, key, `https:${audience}`));
    if (!signed) return grantError("Error connecting to the given credential's issuer.");
    if (decodeProtectedHeader(subjectToken).alg !== 'ES256') return grantError('unexpected algorithm');
    return ok({ access_token: give(`subject:${signed.sub}`), expires_in: 3599, token_type: 'Bearer' });
  };

  const impersonate = (path: string, holder: string): StubAnswer => {
    const email = decodeURIComponent(/serviceAccounts\/([^:]+):/.exec(path)?.[1] ?? '');
    if (state.federation?.bindings[holder.replace('subject:', '')] !== email)
      return apiError(403, 'PERMISSION_DENIED', { reason: 'IAM_PERMISSION_DENIED' });
    return ok({ accessToken: give(email), expireTime: new Date(Date.now() + 3_600_000).toISOString() });
  };

  const verified = (token: string, key: KeyObject, audience: string): Promise<JWTPayload | null> =>
    jwtVerify(token, key, { audience, currentDate: new Date(), clockTolerance: 5 }).then(
      ({ payload }) => payload,
      () => null,
    );

  const give = (holder: string): string => {
    const token = `ya29.stub-${randomUUID()}`;
    tokens.set(token, holder);
    return token;
  };

  return { ...server, faults, state };
}

const ok = (body: unknown): StubAnswer => ({ status: 200, body });
const grantError = (error_description: string): StubAnswer => ({
  status: 400,
  body: { error: 'invalid_grant', error_description },
});

const apiError = (
  code: number,
  status: string,
  { headers, reason, metadata }: { headers?: Record<string, string>; reason?: string; metadata?: object } = {},
): StubAnswer => ({
  status: code,
  headers,
  body: {
    error: {
      code,
      status,
      message: 'as the stub was told',
      details: reason
        ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata }]
        : [],
    },
  },
});
