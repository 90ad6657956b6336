/** The second proof from a terminal, on the real API. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSha256, sealedRun } from '../api/testing/runs.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../api/testing/world.ts';
import { inOrg } from '../db/client.ts';
import { approvals, signIns } from '../db/schema/index.ts';
import { ApiProblem, makeApiClient } from './api-client.ts';
import type { Terminal } from './session.ts';
import { withProof } from './step-up.ts';

describe.skipIf(!stackIsUp())('a second proof from a terminal', () => {
  let world: ApiWorld;
  let ada: Caller;
  let runId: string;
  let url: string;
  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    ({ runId } = await sealedRun(world, ada, { kind: 'destroy' }));
    await inOrg(world.deps.db, scope(), (tx) => tx.update(signIns).set({ steppedUpAt: new Date(0) }));
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
  });
  afterAll(() => world.close());

  const scope = () => ({ orgId: ada.signedIn.organisation.id, userId: ada.signedIn.user.id });

  /** What came of it, and all that the terminal showed. No workflow runs here, so an approval stands in its row alone. */
  async function approve(token: string, typed: string, isTTY = false) {
    const [stdin, stderr] = [new PassThrough(), new PassThrough()];
    let shown = '';
    stderr.on('data', (chunk) => {
      shown += chunk;
      if (String(chunk).includes('Password: ')) setImmediate(() => stdin.write(`${typed}\r`));
    });
    Object.assign(stdin, { isTTY, setRawMode: () => stdin });
    if (!isTTY) stdin.end(typed);
    const api = makeApiClient(url, token);
    const wish = { id: randomUUID(), decision: 'approve', planSha256 };
    const needs = { stdin, stderr, api } as unknown as Pick<Terminal, 'stdin' | 'stderr'> & { api: typeof api };
    const error = await withProof(needs, () => api.post(`/runs/${runId}/approvals`, wish)).catch((thrown) => thrown);
    const rows = await inOrg(world.deps.db, scope(), (tx) => tx.select().from(approvals));
    return {
      shown,
      code: error instanceof ApiProblem ? error.problem.code : null,
      kept: rows.some(({ id, counted }) => id === wish.id && counted !== false),
    };
  }

  const password = 'correct horse battery';

  it('asks a session without echo and repeats the approval, and asks a personal token for nothing', async () => {
    const wrong = await approve(ada.signedIn.accessToken, 'not the right one\n');
    expect([wrong.code, wrong.kept]).toEqual(['forbidden', false]);
    const { token } = (await ada.send<{ token: string }>('POST', '/me/api-tokens', { name: 'Script', role: 'admin' }))
      .body;
    const byToken = await approve(token, `${password}\n`);
    expect([byToken.code, byToken.kept, byToken.shown]).toEqual(['step_up_required', false, '']);
    const right = await approve(ada.signedIn.accessToken, password, true);
    expect(right.kept).toBe(true);
    expect(right.shown).toContain('Password: ');
    for (const { shown } of [wrong, right]) expect(shown).not.toContain(password);
  });

  it('takes it from standard input where that is no terminal', async () => {
    await inOrg(world.deps.db, scope(), (tx) => tx.update(signIns).set({ steppedUpAt: new Date(0) }));
    expect((await approve(ada.signedIn.accessToken, `${password}\n`)).kept).toBe(true);
  });
});
