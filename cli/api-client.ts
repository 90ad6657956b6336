/** Aurora's public API from a terminal: requests with a bearer token, problems as sentences. */
import type { Problem, SignedIn } from '../web/lib/api-types.generated.ts';

export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export type ApiClient = ReturnType<typeof makeApiClient>;

/** @param apiUrl without a path, such as http://127.0.0.1:5080 */
export function makeApiClient(apiUrl: string) {
  let accessToken: string | null = null;

  /** @throws ApiProblem with the API's own words */
  async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${apiUrl}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiProblem(JSON.parse(text) as Problem);
    return (text ? JSON.parse(text) : undefined) as Answer;
  }

  const get = <Answer>(path: string) => request<Answer>('GET', path);
  const post = <Answer>(path: string, body: unknown) => request<Answer>('POST', path, body);

  return {
    apiUrl,
    get,
    post,

    async signIn(path: '/auth/sign-in' | '/auth/register', body: unknown): Promise<SignedIn> {
      const signedIn = await post<SignedIn>(path, body);
      accessToken = signedIn.accessToken;
      return signedIn;
    },

    async isUp(): Promise<boolean> {
      return fetch(`${apiUrl}/api/v1/health`)
        .then((response) => response.ok)
        .catch(() => false);
    },
  };
}
