import type { Problem as ApiProblemShape } from './api-types.generated.ts';

/** The API's own shape; beside its codes there are ours, for an API that cannot be reached at all. */
export type Problem = Omit<ApiProblemShape, 'code'> & { code: string };

/** Any failure of a call to the API, in the API's own shape: what happened, what to do, whether to retry. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

const made = (
  [status, code]: [number, string],
  title: string,
  detail: string,
  retryable: boolean,
  requestId: string,
): Problem => ({
  type: 'about:blank',
  title,
  status,
  detail,
  code,
  retryable,
  requestId,
});

/** @param requestId that the call was sent with: where it did arrive, the log knows it */
export const unreachable = (requestId = '') =>
  new ApiProblem(
    made(
      [0, 'unreachable'],
      'The API does not answer',
      'The page could not reach the API. Nothing was lost; try again once the connection is back.',
      true,
      requestId,
    ),
  );

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'detail' in body && 'code' in body;

/** Reads the answer of a failed call; also one that some proxy in between wrote as HTML. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiProblem({ ...body, status: body.status ?? response.status });
  return new ApiProblem(
    made(
      [response.status, 'internal'],
      'Something between the page and the API failed',
      `The answer had status ${response.status} and no explanation. Try again in a moment.`,
      response.status >= 500,
      response.headers.get('x-request-id') ?? '',
    ),
  );
}

/** The words for any thrown value. */
export function wordsFor(error: unknown): { title: string; detail: string; retryable: boolean; requestId: string } {
  if (error instanceof ApiProblem) {
    const { title, detail, retryable, requestId } = error.problem;
    return { title, detail, retryable, requestId };
  }
  return {
    title: 'Something went wrong on this page',
    detail: 'It was not the API. Reload the page; if it happens again, tell whoever runs Aurora for you.',
    retryable: true,
    requestId: '',
  };
}

/** What is wrong with each field, by the field's own name, where the API says so (`details.fields`). */
export function fieldErrors(problem: Problem): Record<string, string> {
  const fields = problem.details?.fields;
  if (!Array.isArray(fields)) return {};
  const found: Record<string, string> = {};
  for (const { field, problem: words } of fields as { field?: unknown; problem?: unknown }[]) {
    // "body.email" is the form's "email".
    const name = typeof field === 'string' ? field.split('.').at(-1) : undefined;
    if (name && typeof words === 'string') found[name] ??= words;
  }
  return found;
}
