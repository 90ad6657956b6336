import { expect, it } from 'vitest';

import { ApiProblem, fieldErrors, type Problem, problemOf, wordsFor } from './problem.ts';

const problem = (details?: Problem['details']): Problem => ({
  type: 'urn:aurora:problem:bad_request',
  title: 'Bad request',
  status: 400,
  detail: 'The request does not fit.',
  code: 'bad_request',
  retryable: false,
  requestId: 'req-1',
  details,
});

it('sorts what is wrong by field', () => {
  const details = {
    fields: [
      { field: 'body.email', problem: 'Invalid email address' },
      { field: 'body', problem: 'x' },
    ],
  };
  expect(fieldErrors(problem(details))).toEqual({ email: 'Invalid email address', body: 'x' });
  expect(fieldErrors(problem())).toEqual({});
  expect(fieldErrors(problem({ fields: 'odd' }))).toEqual({});
});

it("shows the API's own words, and none of the internals of other errors", () => {
  expect(wordsFor(new ApiProblem(problem()))).toMatchObject({
    detail: 'The request does not fit.',
    requestId: 'req-1',
  });
  expect(JSON.stringify(wordsFor(new TypeError('x is undefined at line 3')))).not.toContain('undefined at line');
});

it('makes a problem of an answer that is not one', async () => {
  const found = await problemOf(new Response('{"message":"no"}', { status: 500 }));
  expect(found.problem).toMatchObject({ status: 500, code: 'internal', retryable: true });
});
