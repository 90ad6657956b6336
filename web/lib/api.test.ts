import { expect, it } from 'vitest';
import { createApi } from './api.ts';
import { ApiProblem } from './problem.ts';

function stub(answers: Response[]) {
  const sent: { url: string; token: string | null; body: unknown }[] = [];
  let signedOut = 0;
  let serial = 1;
  const api = createApi({
    apiUrl: 'http://api.test',
    tokens: { get: async (stale) => (stale ? `t${++serial}` : `t${serial}`) },
    onSignedOut: () => {
      signedOut += 1;
    },
    send: async (url, init) => {
      sent.push({ url: String(url), token: new Headers(init?.headers).get('authorization'), body: init?.body });
      const next = answers.shift();
      if (!next) throw new TypeError('stub: no answer left');
      return next;
    },
  });
  return { api, sent, signedOut: () => signedOut };
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

it('renews a refused token once and repeats the same call', async () => {
  const { api, sent, signedOut } = stub([json(401, {}), json(200, { ok: true })]);
  expect(await api('POST', '/sessions', { title: 'x' })).toEqual({ ok: true });
  expect(sent.map((call) => call.token)).toEqual(['Bearer t1', 'Bearer t2']);
  expect(sent[1]?.body).toBe('{"title":"x"}');
  expect(signedOut()).toBe(0);
});

it('says that the session is over when the renewed token is refused too', async () => {
  const { api, signedOut } = stub([json(401, {}), json(401, {})]);
  await expect(api('GET', '/me')).rejects.toBeInstanceOf(ApiProblem);
  expect(signedOut()).toBe(1);
});

it('hands on the words of a problem', async () => {
  const problem = {
    title: 'Conflict',
    status: 409,
    detail: 'Someone saved revision 4.',
    code: 'conflict',
    retryable: false,
  };
  const { api } = stub([json(409, problem)]);
  await expect(api('GET', '/x')).rejects.toMatchObject({ message: 'Someone saved revision 4.', code: 'conflict' });
});

it('has words for an API that is down and for a proxy that answers in HTML', async () => {
  await expect(stub([]).api('GET', '/x')).rejects.toMatchObject({ code: 'unreachable' });
  const html = new Response('<h1>Bad gateway</h1>', { status: 502 });
  await expect(stub([html]).api('GET', '/x')).rejects.toMatchObject({ status: 502, problem: { retryable: true } });
});
