/** Revisions on real Postgres and S3, and the state that Terraform keeps. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stateKey } from '../state-file.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

type RevisionBody = { id: string; number: number; contents: Record<string, string>; files: { path: string }[] };

describe.skipIf(!stackIsUp())('revisions', () => {
  let world: ApiWorld;
  let ada: Caller;
  let projectId: string;
  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    projectId = randomUUID();
    await ada.send('POST', '/projects', { id: projectId, name: 'Revisions' });
  });
  afterAll(() => world.close());

  const save = (body: object) =>
    ada.send<RevisionBody & { code: string }>('POST', `/projects/${projectId}/revisions`, body);

  it('numbers what is saved, keeps its text, and refuses one that was edited from an older one', async () => {
    expect((await ada.get(`/projects/${projectId}/revisions/latest`)).status).toBe(404);
    const contents = { 'main.tf': 'resource "x" "ü" {}\n', 'modules/a/main.tf': '' };
    const first = await save({ contents, reason: 'first', baseNumber: null });
    expect([first.status, first.body.number]).toEqual([201, 1]);
    expect(first.body.files.map(({ path }) => path)).toEqual(['main.tf', 'modules/a/main.tf']);

    const stale = await save({ contents, reason: 'also first', baseNumber: null });
    expect([stale.status, stale.body.code]).toEqual([409, 'conflict']);

    const second = await save({ contents: { 'main.tf': '# empty' }, reason: 'second', baseNumber: 1 });
    expect(second.body.number).toBe(2);
    const latest = await ada.get<RevisionBody>(`/projects/${projectId}/revisions/latest`);
    expect(latest.body).toMatchObject({
      number: 2,
      contents: { 'main.tf': '# empty' },
      author: { name: 'Ada' },
      byAgent: false,
    });
    expect((await ada.get<RevisionBody>(`/projects/${projectId}/revisions/1`)).body.contents).toEqual(contents);

    const page = await ada.get<{ items: { number: number }[]; nextCursor: string }>(
      `/projects/${projectId}/revisions?limit=1`,
    );
    expect(page.body.items.map(({ number }) => number)).toEqual([2]);
    const next = await ada.get<{ items: { number: number }[]; nextCursor: null }>(
      `/projects/${projectId}/revisions?limit=1&cursor=${page.body.nextCursor}`,
    );
    expect([next.body.items.map(({ number }) => number), next.body.nextCursor]).toEqual([[1], null]);
  });

  it('lets one of two win who save from the same base, and repeats change nothing', async () => {
    const base = (await ada.get<RevisionBody>(`/projects/${projectId}/revisions/latest`)).body.number;
    const revision = (text: string) => ({
      id: randomUUID(),
      contents: { 'main.tf': text },
      reason: text,
      baseNumber: base,
    });
    const given = [revision('one'), revision('two')];
    const answers = await Promise.all(given.map(save));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const won = answers.findIndex(({ status }) => status === 201);
    const again = await save({ ...given[won], contents: { 'main.tf': 'something else' } });
    expect([again.status, again.body]).toEqual([201, answers[won]?.body]);
    const kept = await ada.get<RevisionBody>(`/projects/${projectId}/revisions/latest`);
    expect(kept.body.contents).toEqual(given[won]?.contents);
  });

  it('names every file that cannot be part of a revision', async () => {
    const answer = await save({ contents: { '../evil.tf': '', 'a b.tf': '' }, reason: 'x', baseNumber: null });
    expect([answer.status, answer.body.code]).toEqual([422, 'unprocessable']);
    const nothing = await save({ contents: {}, reason: 'x', baseNumber: null });
    expect(nothing.status).toBe(422);
  });

  it('takes a body as large as a revision may be, and says 413 beyond', async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 7 }, (_, index) => [`f${index}.tf`, '"'.repeat(1_000_000)]),
    );
    const latest = (await ada.get<RevisionBody>(`/projects/${projectId}/revisions/latest`)).body.number;
    expect((await save({ contents, reason: 'large', baseNumber: latest })).status).toBe(201);
    const more = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`f${index}.tf`, '"'.repeat(1_000_000)]));
    const refused = await save({ contents: more, reason: 'larger', baseNumber: null });
    expect([refused.status, refused.body.code]).toEqual([413, 'payload_too_large']);
  });

  it('lists what the state manages, with ids and nothing else', async () => {
    expect((await ada.get(`/projects/${projectId}/state`)).body).toEqual({ serial: null, resources: [] });
    const instance = { index_key: 'logs', attributes: { id: 'my-logs', secret: 'hunter2' } };
    const state = {
      version: 4,
      serial: 7,
      lineage: randomUUID(),
      outputs: { password: { value: 'hunter2' } },
      resources: [
        { mode: 'managed', module: 'module.a["b"]', type: 'aws_s3_bucket', name: 'this', instances: [instance] },
        { mode: 'data', type: 'aws_region', name: 'here', instances: [{ attributes: { id: 'us-east-1' } }] },
      ],
    };
    await world.deps.storage.stateBucket.put(stateKey(projectId), JSON.stringify(state));
    const answer = await ada.get(`/projects/${projectId}/state`);
    expect(answer.body).toEqual({
      serial: 7,
      resources: [
        { address: 'module.a["b"].aws_s3_bucket.this["logs"]', type: 'aws_s3_bucket', id: 'my-logs', resourceId: null },
      ],
    });
    await world.deps.storage.stateBucket.put(stateKey(projectId), 'not a state');
    expect((await ada.get(`/projects/${projectId}/state`)).status).toBe(422);
  });
});
