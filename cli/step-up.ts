/** A second proof, where the API asks for one: that it is the person, and not who found their terminal open. */
import { text as readAll } from 'node:stream/consumers';
import type { Account, Me } from '../web/lib/api-types.generated.ts';
import { type ApiClient, ApiProblem } from './api-client.ts';
import { ask } from './ask.ts';
import { clean } from './clean.ts';
import { Failure, usage } from './failures.ts';
import type { Terminal } from './session.ts';

type Needs = Pick<Terminal, 'stdin' | 'stderr'> & { api: Pick<ApiClient, 'get' | 'post'> };

const tries = 3;

/**
 * Sends something; where a proof is wanted, asks for it on the terminal without echo, or reads it from standard input
 * where that is none, and sends it again. Personal tokens are never asked: the API refuses them in its own words.
 *
 * @param send the same request each time, with its id, so that a repeat changes nothing
 */
export async function withProof<Answer>(needs: Needs, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.problem.code !== 'step_up_required') throw error;
    // A personal token can prove nothing: its refusal is the last word.
    if ((await needs.api.get<Me>('/me')).token) throw error;
    needs.stderr.write(`${clean(error.problem.detail)}\n`);
  }
  await prove(needs);
  return send();
}

async function prove({ stdin, stderr, api }: Needs): Promise<void> {
  const { twoSteps } = await api.get<Account>('/me/account');
  const kind = twoSteps ? 'code' : 'password';
  const question = twoSteps ? 'Code of your device: ' : 'Password: ';
  for (let left = stdin.isTTY ? tries : 1; ; left -= 1) {
    const typed = stdin.isTTY
      ? await ask({ stdin, stderr }, question, { hidden: true })
      : (await readAll(stdin)).replace(/\r?\n$/, '');
    if (typed === null) throw new Failure('Nothing was decided.');
    if (!typed) throw usage(`Send your ${kind} over standard input, or run this on a terminal.`);
    try {
      return await api.post('/me/step-up', twoSteps ? { code: typed.trim() } : { password: typed });
    } catch (error) {
      if (left <= 1 || !(error instanceof ApiProblem) || error.problem.status !== 403) throw error;
      stderr.write(`${clean(error.problem.detail)}\n`);
    }
  }
}
