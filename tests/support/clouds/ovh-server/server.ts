/**
 * OVHcloud's REST API over HTTP: it keeps its own clock, checks each signature, and answers from a map of paths.
 * Shapes: https://eu.api.ovh.com/1.0/cloud.json and its siblings; errors as its clients (go-ovh, python-ovh) read them.
 */
import { createHash } from 'node:crypto';
import { type FaultPlan, Faults } from '../core/faults.ts';
import { type StubAnswer, type StubRequest, serveHttp } from '../core/http.ts';

export type OvhStubState = {
  applicationKey: string;
  applicationSecret: string;
  consumerKey: string;
  /** Seconds that OVHcloud's clock is ahead of the worker's. */
  clockAhead: number;
  /** Answers by path below `/1.0`, decoded. */
  paths: Record<string, unknown>;
  /** Paths and what lies below them that the consumer key does not grant. */
  forbidden: string[];
  /** Services whose contract ended: status 460. */
  lapsed: string[];
  /** The clock jumps on every request, so that no signature is ever in time. */
  clockBroken?: boolean;
  /** What each consumer key is, beside the first; its path `/auth/currentCredential` answers with it. */
  credentials?: Record<string, unknown>;
};

/** OVHcloud takes a signature for this long. */
const toleratedSeconds = 120;

export async function startOvhStub(state: OvhStubState, plan: FaultPlan) {
  const faults = new Faults(plan);
  const now = () => Math.round(Date.now() / 1000) + state.clockAhead;
  const server = await serveHttp((request) => {
    const path = decodeURIComponent(request.url.pathname.replace('/1.0', ''));
    if (state.clockBroken) state.clockAhead += 10_000;
    if (path === '/auth/time') return ok(now());
    const refused = signatureError(request);
    if (refused) return refused;
    const fault = faults.next();
    if (fault === 'drop') return 'drop';
    if (fault === 'fail') return problem(500, 'INTERNAL');
    if (fault === 'throttle') return problem(429, 'TOO_MANY_REQUESTS', { 'retry-after': '1' });
    if (fault === 'revoke') return problem(403, 'INVALID_CREDENTIAL');
    if (fault === 'expire') {
      // The clocks part: what was signed a moment ago is out of time.
      state.clockAhead += 10_000;
      return problem(400, 'QUERY_TIME_OUT');
    }
    const own = path === '/auth/currentCredential' && state.credentials?.[String(request.headers['x-ovh-consumer'])];
    return own ? ok(own) : answer(path);
  });

  const signatureError = ({ headers, url, method, body }: StubRequest): StubAnswer | undefined => {
    if (headers['x-ovh-application'] !== state.applicationKey) return problem(403, 'INVALID_KEY');
    const consumer = String(headers['x-ovh-consumer']);
    if (consumer !== state.consumerKey && !state.credentials?.[consumer]) return problem(403, 'NOT_CREDENTIAL');
    const time = String(headers['x-ovh-timestamp']);
    if (Math.abs(Number(time) - now()) > toleratedSeconds) return problem(400, 'QUERY_TIME_OUT');
    const text = [state.applicationSecret, consumer, method, url.href, body, time].join('+');
    const signature = `$1$${createHash('sha1').update(text).digest('hex')}`;
    return headers['x-ovh-signature'] === signature ? undefined : problem(400, 'INVALID_SIGNATURE');
  };

  const answer = (path: string): StubAnswer => {
    if (state.forbidden.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) {
      return problem(403, 'NOT_GRANTED_CALL');
    }
    if (state.lapsed.includes(path)) return problem(460, 'This service is expired');
    const found = state.paths[path];
    if (found === undefined) return problem(404, 'NOT_FOUND');
    return ok(Array.isArray(found) && faults.repeats() ? [...found, ...found] : found);
  };

  return { ...server, faults, state };
}

const ok = (body: unknown): StubAnswer => ({ status: 200, body });
const problem = (status: number, errorCode: string, headers?: Record<string, string>): StubAnswer => ({
  status,
  headers,
  body: { errorCode, httpCode: String(status), message: 'as the stub was told' },
});
