/** Aurora's public API from a terminal: requests with a bearer token, problems as sentences. */
import type { Problem, SignedIn } from '../web/lib/api-types.generated.ts';

export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Nothing answered at the API's address, or something that is no Aurora. */
export class Unreachable extends Error {}

const patienceMs = 60_000;

export type ApiClient = ReturnType<typeof makeApiClient>;

type Query = Record<string, string | number | boolean | string[] | undefined>;

/**
 * @param apiUrl without a path, such as http://127.0.0.1:5080
 * @param token a personal token; without it, `signIn` gets one
 */
export function makeApiClient(apiUrl: string, token: string | null = null) {
  let bearer = token;

  /** @throws ApiProblem with the API's own words, or Unreachable */
  async function request<Answer>(method: string, path: string, body?: unknown, type = 'application/json') {
    const response = await fetch(`${apiUrl}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': type }),
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      },
      body: body === undefined ? undefined : body instanceof Blob ? body : JSON.stringify(body),
      // A token goes to the address that it was given for, and nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    }).catch((error: unknown) => {
      throw new Unreachable(`Aurora does not answer at ${apiUrl}. ${causeOf(error)}`, { cause: error });
    });
    const text = await response.text();
    if (!response.ok) throw problemOf(apiUrl, response.status, text);
    return (text ? parse(apiUrl, text) : undefined) as Answer;
  }

  const get = <Answer>(path: string, query: Query = {}) => request<Answer>('GET', `${path}${textOf(query)}`);
  const post = <Answer>(path: string, body: unknown) => request<Answer>('POST', path, body);

  return {
    apiUrl,
    get,
    post,

    upload: <Answer>(method: 'POST' | 'PUT', path: string, bytes: Blob) =>
      request<Answer>(method, path, bytes, 'application/octet-stream'),

    async signIn(path: '/auth/sign-in' | '/auth/register', body: unknown): Promise<SignedIn> {
      const signedIn = await post<SignedIn>(path, body);
      bearer = signedIn.accessToken;
      return signedIn;
    },

    async isUp(): Promise<boolean> {
      return fetch(`${apiUrl}/api/v1/health`)
        .then((response) => response.ok)
        .catch(() => false);
    },
  };
}

function textOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value ?? []].flat()) search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

function causeOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return `It took longer than ${patienceMs / 1_000} s.`;
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? '';
}

/** Something between us and the API may answer for it, and not in its form. */
function problemOf(apiUrl: string, status: number, text: string): Error {
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.detail === 'string' && typeof problem.code === 'string') return new ApiProblem(problem);
  } catch {
    // Said below.
  }
  return new Unreachable(`${apiUrl} answered with ${status} and not as Aurora does. Is this the address of its API?`);
}

function parse(apiUrl: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreachable(
      `${apiUrl} answered, but not as Aurora does. Is this the address of its API, not of its pages?`,
    );
  }
}
