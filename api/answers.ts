/** What a route may answer beside success, for its schema: problems by status. */
import { Problem } from './views/common.ts';

const meaning = {
  400: 'The request does not fit',
  401: 'No valid access token, or the sign-in has ended',
  403: 'Not with this role',
  404: 'There is no such thing, or it is not yours to see',
  409: 'It does not fit what is there now',
  413: 'Too large',
  422: 'Understood, and not possible',
  429: 'Too often; Retry-After says when',
  502: 'The other side does not answer well',
  503: 'A part that this needs does not answer',
} as const;

type Status = keyof typeof meaning;

const problem = (status: Status) => ({
  description: meaning[status],
  content: { 'application/problem+json': { schema: Problem } },
});

export function problems<Given extends Status>(...statuses: Given[]): Record<Given, ReturnType<typeof problem>> {
  return Object.fromEntries(statuses.map((status) => [status, problem(status)])) as Record<
    Given,
    ReturnType<typeof problem>
  >;
}
