/** Single resources and edges for tests: what a sync would have written, with everything that is not said filled in. */
import { randomUUID } from 'node:crypto';
import { type Database, inOrg } from '../../db/client.ts';
import { connections, edges, organisations, resources } from '../../db/schema/index.ts';

export type TestOrg = { orgId: string; connectionId: string };

/** An organisation with one connected account. */
export async function newEstate(db: Database, orgId: string = randomUUID()): Promise<TestOrg> {
  return inOrg(db, { orgId }, async (tx) => {
    await tx.insert(organisations).values({ id: orgId, name: 'Estate', slug: orgId }).onConflictDoNothing();
    const connectionId = randomUUID();
    await tx.insert(connections).values({
      id: connectionId,
      orgId,
      provider: 'aws',
      credential: 'aws_access_keys',
      name: `Account ${connectionId.slice(0, 8)}`,
      accountId: '123456789012',
      region: 'eu-central-1',
      secretRef: 'vault:kv/data/aurora/none',
    });
    return { orgId, connectionId };
  });
}

export type GivenResource = Partial<typeof resources.$inferInsert> & { name: string };

export function resourceRow({ orgId, connectionId }: TestOrg, given: GivenResource) {
  const id = given.id ?? randomUUID();
  return {
    orgId,
    connectionId,
    provider: 'aws',
    cloudId: `arn:aws:test:::${given.name}-${id}`,
    account: '123456789012',
    region: 'eu-central-1',
    scopeKind: 'test',
    service: 'ec2',
    nativeType: 'AWS::EC2::Instance',
    category: 'compute',
    tags: {},
    attributes: {},
    hash: id,
    ...given,
    id,
  } as const satisfies typeof resources.$inferInsert;
}

export async function putResources(db: Database, org: TestOrg, given: GivenResource[]) {
  const rows = given.map((one) => resourceRow(org, one));
  await inOrg(db, org, async (tx) => {
    for (let at = 0; at < rows.length; at += 1_000) await tx.insert(resources).values(rows.slice(at, at + 1_000));
  });
  return rows;
}

type End = { id: string; cloudId: string };
export type GivenEdge = Pick<typeof edges.$inferInsert, 'kind'> & {
  from: End | { cloudId: string };
  to: End | { cloudId: string };
  confidence?: number;
  rule?: string;
};

export async function putEdges(db: Database, { orgId }: TestOrg, given: GivenEdge[]): Promise<void> {
  const idOf = (end: End | { cloudId: string }) => ('id' in end ? end.id : null);
  const rows = given.map(({ from, to, confidence = 1, rule = 'test', kind }) => ({
    orgId,
    ownerId: idOf(from) ?? idOf(to),
    kind,
    fromCloudId: from.cloudId,
    toCloudId: to.cloudId,
    fromId: idOf(from),
    toId: idOf(to),
    confidence,
    rule,
    evidence: { field: 'test' },
  }));
  await inOrg(db, { orgId }, async (tx) => {
    for (let at = 0; at < rows.length; at += 1_000) await tx.insert(edges).values(rows.slice(at, at + 1_000));
  });
}
