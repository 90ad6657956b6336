/** The inventory over HTTP: what filters choose, how pages go on, what a file of it holds. */
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { resourceChanges, resources, stateResources, syncRuns, syncScopes } from '../../db/schema/index.ts';
import { putEdges, putResources, type TestOrg } from '../../tests/support/estate-rows.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Item = { id: string; name: string; nativeType: string; region: string; codification: string };
type Page = { items: Item[]; nextCursor: string | null; total: { count: number; exact: boolean } };
type Facet = { value: string; count: number }[];

describe.skipIf(!stackIsUp())('the inventory', () => {
  let world: ApiWorld;
  let ada: Caller;
  let org: TestOrg;
  let projectId: string;
  const long = 'x'.repeat(290);

  const list = async (query: string) => (await ada.get<Page>(`/resources?${query}`)).body;
  const names = async (query: string) => (await list(query)).items.map(({ name }) => name);

  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    const connections = await ada.get<{ items: { id: string }[] }>('/connections');
    const projects = await ada.get<{ items: { id: string }[] }>('/projects');
    projectId = projects.body.items[0]?.id ?? '';
    org = { orgId: ada.signedIn.organisation.id, connectionId: connections.body.items[0]?.id ?? '' };
    const bucket = { service: 's3', nativeType: 'AWS::S3::Bucket', category: 'storage' } as const;
    const rows = await putResources(world.deps.db, org, [
      { name: 'Web-1', tags: { team: 'blue', 'a"team': 'x' }, lastChangedAt: new Date('2026-01-01') },
      { name: 'web-2', tags: { team: 'red' }, region: 'us-east-1' },
      { name: 'web_3', tags: { 'sub"team': 'blue', note: ', "team": "blue"' } },
      { name: 'web-4', tags: { first: long, team: 'blue' }, lastChangedAt: new Date('2027-01-01') },
      { name: '=HYPERLINK("http://x")', tags: { team: '-1+1' }, ...bucket },
      { name: 'old', deletedAt: new Date(), ...bucket },
      { name: 'kept', cloudId: 'arn:aws:s3:::kept', ...bucket },
      { name: 'moved', cloudId: 'arn:aws:s3:::moved', ...bucket },
    ]);
    await inOrg(world.deps.db, org, async (tx) => {
      const held = { orgId: org.orgId, projectId, type: 'aws_s3_bucket', provider: 'aws', serial: 1 } as const;
      await tx.insert(stateResources).values([
        { ...held, address: 'aws_s3_bucket.kept', cloudId: 'arn:aws:s3:::kept' },
        {
          ...held,
          address: 'aws_s3_bucket.moved',
          cloudId: 'arn:aws:s3:::moved',
          drift: [{ path: 'acl', before: 'private', after: 'public' }],
        },
      ]);
      const [web] = rows;
      for (const kind of ['created', 'updated', 'deleted'] as const) {
        await tx.insert(resourceChanges).values({ orgId: org.orgId, resourceId: web?.id ?? '', kind });
      }
    });
  });
  afterAll(() => world.close());

  it.each([
    ['', ['=HYPERLINK("http://x")', 'kept', 'moved', 'Web-1', 'web-2', 'web-4', 'web_3']],
    ['q=WEB', ['Web-1', 'web-2', 'web-4', 'web_3']],
    ['q=s3:::kep', ['kept']],
    ['q=web_', ['web_3']],
    ['q=%25', []],
    ['q=web-1%20arn', ['Web-1']],
    ['region=us-east-1&region=eu-west-9', ['web-2']],
    ['tag=team=blue', ['Web-1', 'web-4']],
    ['tag=team', ['=HYPERLINK("http://x")', 'Web-1', 'web-2', 'web-4']],
    ['tag=a%22team', ['Web-1']],
    ['untagged=true', ['kept', 'moved']],
    ['nativeType=AWS::S3::Bucket&codification=unmanaged', ['=HYPERLINK("http://x")']],
    ['codification=drifted', ['moved']],
    ['codification=codified&codification=drifted', ['kept', 'moved']],
    ['changedSince=2026-12-31T00:00:00Z', ['web-4']],
    ['deleted=only', ['old']],
    ['sort=lastChangedAt&order=desc&limit=1', ['web-4']],
  ])('is filtered by "%s"', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it.each(['name', 'nativeType', 'region', 'lastChangedAt', 'firstSeenAt'])(
    'goes through all by %s, each once, in both orders',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const next: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
          const page: Page = await list(`sort=${sort}&order=${order}&limit=2${next}`);
          expect(page.total).toEqual({ count: 7, exact: true });
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
        } while (cursor);
        expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
      }
    },
  );

  it('refuses the cursor of another order', async () => {
    const { nextCursor } = await list('sort=region&limit=1');
    const answer = await ada.get(`/resources?sort=name&cursor=${nextCursor}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
    expect((await ada.get('/resources?cursor=nonsense')).status).toBe(400);
  });

  it('counts for each filter what its values would show, with the others in force', async () => {
    const { body } = await ada.get<Record<string, Facet> & { total: number }>('/resources/facets?service=s3');
    expect(body.total).toBe(3);
    expect(body.service).toEqual([
      { value: 'ec2', count: 4 },
      { value: 's3', count: 3 },
    ]);
    expect(body.region).toEqual([{ value: 'eu-central-1', count: 3 }]);
    expect(body.codification?.toSorted((a, b) => (a.value < b.value ? -1 : 1))).toEqual([
      { value: 'codified', count: 1 },
      { value: 'drifted', count: 1 },
      { value: 'unmanaged', count: 1 },
    ]);
  });

  it('agrees with the coverage of the account: what was compared and is the same has not drifted', async () => {
    const [vpc] = await putResources(world.deps.db, org, [
      { name: 'default', nativeType: 'AWS::EC2::VPC', attributes: { isDefault: true } },
    ]);
    const same = { address: 'aws_s3_bucket.same', cloudId: 'arn:aws:test:::same', type: 'aws_s3_bucket' };
    await putResources(world.deps.db, org, [{ name: 'same', cloudId: same.cloudId }]);
    const held = { orgId: org.orgId, projectId, provider: 'aws', serial: 1 } as const;
    await inOrg(world.deps.db, org, (tx) => tx.insert(stateResources).values({ ...held, ...same, drift: [] }));
    type Counts = { codified: number; drifted: number; unmanaged: number; byItself: number };
    const { body } = await ada.get<Counts>(`/connections/${org.connectionId}/coverage`);
    const facets = await ada.get<Record<string, Facet>>('/resources/facets');
    const shown = Object.fromEntries((facets.body.codification ?? []).map(({ value, count }) => [value, count]));
    expect(body).toMatchObject({ codified: shown.codified, drifted: shown.drifted, byItself: 1 });
    expect(body.unmanaged + body.byItself).toBe(shown.unmanaged);
    await inOrg(world.deps.db, org, (tx) => tx.delete(resources).where(eq(resources.id, vpc?.id ?? '')));
  });

  it('is a file with every row, in which no cell is a formula', async () => {
    const answer = await world.app.inject({
      url: '/api/v1/resources.csv',
      headers: { authorization: `Bearer ${ada.signedIn.accessToken}` },
    });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const rows: Record<string, string>[] = parse(answer.body, { columns: true, bom: true });
    expect(rows.map(({ name }) => name)).toEqual([`'=HYPERLINK("http://x")`, ...(await names('')).slice(1)]);
    expect(rows.find(({ name }) => name === 'kept')?.codification).toBe('codified');
  });

  it('exports more rows than are read at once, each once', async () => {
    const bea = await world.newOrg();
    const connections = await bea.get<{ items: { id: string }[] }>('/connections');
    const place = { orgId: bea.signedIn.organisation.id, connectionId: connections.body.items[0]?.id ?? '' };
    const many = Array.from({ length: 2_345 }, (_, index) => ({ name: `n-${index % 7}` }));
    await putResources(world.deps.db, place, many);
    const answer = await world.app.inject({
      url: '/api/v1/resources.csv',
      headers: { authorization: `Bearer ${bea.signedIn.accessToken}` },
    });
    const rows: { id: string }[] = parse(answer.body, { columns: true, bom: true });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2_345);
  });

  it('shows one resource with its project, and when its listing last was complete', async () => {
    const [kept] = (await list('q=kept')).items;
    const before = await ada.get(`/resources/${kept?.id}`);
    expect(before.body).toMatchObject({
      codification: 'codified',
      lastSeenAt: null,
      managedBy: [{ projectId, address: 'aws_s3_bucket.kept', drift: null }],
      connection: { id: org.connectionId, sandbox: true },
    });
    expect(JSON.stringify(before.body)).not.toContain('vault:');
    const ended = new Date('2026-11-01T10:00:00Z');
    await inOrg(world.deps.db, org, async (tx) => {
      const syncRunId = randomUUID();
      await tx.insert(syncRuns).values({ ...org, id: syncRunId, trigger: 'person', state: 'complete' });
      const scope = { ...org, syncRunId, account: '123456789012', region: 'eu-central-1' };
      await tx.insert(syncScopes).values([
        { ...scope, kind: 'test', state: 'complete', finishedAt: ended },
        { ...scope, kind: 'other', state: 'complete', finishedAt: new Date() },
      ]);
    });
    expect((await ada.get(`/resources/${kept?.id}`)).body.lastSeenAt).toBe(ended.toISOString());
  });

  it('pages through the history, newest first', async () => {
    const [web] = (await list('q=web-1')).items;
    type History = { items: { kind: string }[]; nextCursor: string | null };
    const first = await ada.get<History>(`/resources/${web?.id}/history?limit=2`);
    expect(first.body.items.map(({ kind }) => kind)).toEqual(['deleted', 'updated']);
    const rest = await ada.get<History>(`/resources/${web?.id}/history?cursor=${first.body.nextCursor}`);
    expect([rest.body.items.map(({ kind }) => kind), rest.body.nextCursor]).toEqual([['created'], null]);
  });

  it('opens the graph step by step, down to a network, and says how many more there are', async () => {
    type Graph = {
      nodes: { id: string; kind: string; label: string; count: number }[];
      edges: { from: string; to: string; kind: string }[];
      more: number;
      nextCursor: string | null;
    };
    const graph = async (query: string) => (await ada.get<Graph>(`/graph?${query}`)).body;
    const place = { region: 'graph-1', nativeType: 'AWS::EC2::VPC', category: 'network' } as const;
    const [vpc, subnet, a, b, alone] = await putResources(world.deps.db, org, [
      { ...place, name: 'net' },
      { ...place, name: 'subnet', nativeType: 'AWS::EC2::Subnet' },
      { ...place, name: 'a', nativeType: 'AWS::EC2::Instance' },
      { ...place, name: 'b', nativeType: 'AWS::EC2::Instance' },
      { ...place, name: 'alone', nativeType: 'AWS::SQS::Queue' },
    ]);
    if (!vpc || !subnet || !a || !b || !alone) throw new Error('not written');
    await putEdges(world.deps.db, org, [
      { kind: 'contains', from: vpc, to: subnet },
      { kind: 'runs_on', from: a, to: subnet },
      { kind: 'runs_on', from: b, to: subnet },
      { kind: 'data', from: a, to: alone },
    ]);
    const account = (await graph('')).nodes[0];
    const region = (await graph(`group=${encodeURIComponent(account?.id ?? '')}`)).nodes.find(
      ({ label }) => label === 'graph-1',
    );
    expect(region?.count).toBe(5);
    const groups = await graph(`group=${encodeURIComponent(region?.id ?? '')}`);
    expect(groups.nodes.map(({ kind, label, count }) => [kind, label, count])).toEqual([
      ['vpc', 'net', 4],
      ['type', 'AWS::SQS::Queue', 1],
    ]);
    expect(groups.edges).toMatchObject([{ from: groups.nodes[0]?.id, to: groups.nodes[1]?.id, kind: 'data' }]);
    const inside = await graph(`group=${encodeURIComponent(groups.nodes[0]?.id ?? '')}&limit=3&shown=${alone.id}`);
    expect([inside.nodes.map(({ label }) => label), inside.more]).toEqual([['a', 'b', 'net'], 1]);
    expect(inside.edges).toMatchObject([{ from: a.id, to: alone.id }]);
    const rest = await graph(
      `group=${encodeURIComponent(groups.nodes[0]?.id ?? '')}&limit=3&cursor=${inside.nextCursor}`,
    );
    expect([rest.nodes.map(({ label }) => label), rest.more]).toEqual([['subnet'], 0]);
    const near = await graph(`resource=${subnet.id}`);
    expect(near.nodes.map(({ label }) => label)).toEqual(['subnet', 'a', 'b', 'net']);
    expect(near.edges.length).toBe(3);
    expect((await ada.get('/graph?group=vpc|nonsense')).status).toBe(400);
    const impact = await ada.get<{ total: number }>(`/resources/${vpc.id}/destroy-preview`);
    expect(impact.body.total).toBe(3);
  });

  it('keeps views for oneself, shares them when asked, and lets only their owner delete them', async () => {
    const viewer = await world.join(ada, 'viewer');
    const view = { page: 'inventory', name: 'Red', query: 'tag=team%3Dred' };
    type Views = { items: { id: string; mine: boolean }[] };
    const saved = await ada.send<{ id: string }>('POST', '/saved-views', { ...view, id: randomUUID() });
    expect(saved.status).toBe(201);
    expect((await ada.send('POST', '/saved-views', { ...view, query: 'other' })).status).toBe(409);
    expect((await viewer.get<Views>('/saved-views')).body.items).toEqual([]);
    expect((await viewer.send('POST', '/saved-views', { ...view, shared: true })).status).toBe(403);
    const shared = await ada.send<{ id: string }>('POST', '/saved-views', { ...view, name: 'All', shared: true });
    expect((await viewer.get<Views>('/saved-views')).body.items).toMatchObject([{ id: shared.body.id, mine: false }]);
    expect((await viewer.send('DELETE', `/saved-views/${shared.body.id}`)).status).toBe(404);
    expect((await ada.send('DELETE', `/saved-views/${shared.body.id}`)).status).toBe(204);
    expect((await viewer.get<Views>('/saved-views')).body.items).toEqual([]);
  });
});
