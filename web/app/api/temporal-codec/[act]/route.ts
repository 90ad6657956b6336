import { ApiProblem, problemOf } from '@/lib/problem.ts';
import { accessTokenOf } from '@/lib/server/access-token.ts';
import { internalApiUrl, temporalUiUrl } from '@/lib/server/env.ts';
import { requestIdOf } from '@/lib/server/request-id.ts';

type Asked = { params: Promise<{ act: string }> };

const acts = ['decode', 'encode'];

/** For the page of Temporal alone, which comes from an origin of its own and brings the session's cookie. */
const cors = () => ({
  'access-control-allow-origin': new URL(temporalUiUrl()).origin,
  'access-control-allow-credentials': 'true',
  vary: 'origin',
});

const answer = (body: unknown, status: number) =>
  Response.json(body, { status, headers: { ...cors(), 'cache-control': 'no-store' } });

const isTemporalUi = ({ headers }: Request) => headers.get('origin') === new URL(temporalUiUrl()).origin;

const refused = (status: number, code: string, detail: string, requestId: string) =>
  answer({ code, detail, status, requestId }, status);

export function OPTIONS(request: Request) {
  if (!isTemporalUi(request)) return new Response(null, { status: 403 });
  const allowed = {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, x-namespace',
    'access-control-max-age': '600',
  };
  return new Response(null, { status: 204, headers: { ...cors(), ...allowed } });
}

/** Temporal's codec server protocol, as the person whose cookie came: the API decides what they may read. */
export async function POST(request: Request, { params }: Asked) {
  const { act } = await params;
  const requestId = await requestIdOf();
  if (!acts.includes(act)) return refused(404, 'not_found', 'There is nothing here.', requestId);
  if (!isTemporalUi(request)) {
    return refused(403, 'forbidden', 'Only the page of Temporal (TEMPORAL_UI_URL) may ask for this.', requestId);
  }
  try {
    const token = await accessTokenOf();
    if (!token) return refused(401, 'unauthenticated', 'Sign in to Aurora to read what Temporal keeps.', requestId);
    const asked = await fetch(`${internalApiUrl()}/api/v1/temporal/codec/${act}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-namespace': request.headers.get('x-namespace') ?? '',
        'x-request-id': requestId,
      },
      body: await request.text(),
      cache: 'no-store',
      signal: AbortSignal.timeout(15_000),
    });
    if (!asked.ok) throw await problemOf(asked);
    return answer(await asked.json(), 200);
  } catch (error) {
    if (error instanceof ApiProblem) return answer(error.problem, error.status || 503);
    return refused(503, 'unreachable', 'The API does not answer right now. Try again in a moment.', requestId);
  }
}
