/**
 * Why a thing is there: who did what to it, by which run, approved by whom, asked for in which words. For what was not
 * made here, what its provider tells.
 */
import { asc, desc, eq, inArray, or, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { RunKind, RunState } from '../workflows/messages.ts';
import type { Tx } from './client.ts';
import { holdsElsewhere } from './held-elsewhere.ts';
import type { StateChangeKind } from './model/estate.ts';
import { formerMember, type Person, personOf } from './people.ts';
import {
  approvals,
  projects,
  resources,
  revisions,
  runs,
  stateChanges,
  stateResources,
  users,
} from './schema/index.ts';
import { type AskedFor, requestsOf } from './why-message.ts';

export type WhyApproval = {
  by: Person;
  decision: 'approve' | 'reject';
  comment: string | null;
  counted: boolean | null;
  refusal: string | null;
  at: Date;
};

export type WhyRun = {
  id: string;
  kind: RunKind;
  state: RunState;
  finishedAt: Date | null;
  requestedBy: Person;
  approvals: WhyApproval[];
  revision: { number: number; reason: string; byAgent: boolean; author: Person | null };
  /** Null when it was not asked for in a conversation. */
  message: AskedFor | null;
};

export type WhyStep = {
  kind: StateChangeKind;
  address: string;
  /** It was done to a part of the thing, such as a bucket's versioning. */
  companion: boolean;
  project: { id: string; name: string };
  /** Null when no run did it: the state was changed by hand. */
  runId: string | null;
  at: Date;
};

export type Why = {
  cloudId: string;
  /** Null: known from a project's state, and not listed by a sync yet. */
  resource: {
    id: string;
    name: string;
    nativeType: string;
    firstSeenAt: Date;
    cloudCreatedAt: Date | null;
    deletedAt: Date | null;
  } | null;
  /** Where it is under code now; the thing's own address first. */
  heldBy: { project: { id: string; name: string }; address: string; companion: boolean }[];
  /** A project that this person does not see holds it, and may have made it: the rest does not tell of that. */
  heldElsewhere: boolean;
  /** Oldest first. Empty for what was not made here. */
  steps: WhyStep[];
  runs: WhyRun[];
  /** What the provider's tags say of who or what made it. */
  saidByProvider: { tag: string; value: string }[];
};

type Known = typeof resources.$inferSelect;

/** @throws AuroraError `not_found` */
export async function whyOfResource(tx: Tx, resourceId: string): Promise<Why> {
  const [resource] = await tx.select().from(resources).where(eq(resources.id, resourceId));
  if (!resource) throw notFound('resource');
  return whyOf(tx, resource.cloudId, resource);
}

const most = 10;

/**
 * Finds things by id, canonical id or name, also those that no sync has listed yet.
 *
 * @returns at most 10 canonical ids, exact ones alone where there are any
 */
export async function findByWords(tx: Tx, words: string): Promise<string[]> {
  const given = words.trim();
  const exact = await tx
    .selectDistinct({ cloudId: resources.cloudId })
    .from(resources)
    .where(or(eq(resources.cloudId, given), sql`${resources.id}::text = ${given}`, eq(resources.name, given)))
    .limit(most);
  if (exact.length > 0) return exact.map(({ cloudId }) => cloudId);
  // An ARN ends in the name, after a colon or a slash.
  const ending = given.replaceAll(/[\\%_]/g, '\\$&');
  const held = await tx
    .selectDistinct({ cloudId: stateChanges.cloudId })
    .from(stateChanges)
    .where(
      or(
        eq(stateChanges.cloudId, given),
        eq(stateChanges.address, given),
        sql`${stateChanges.cloudId} like ${`%:${ending}`}`,
        sql`${stateChanges.cloudId} like ${`%/${ending}`}`,
      ),
    )
    .limit(most);
  return held.map(({ cloudId }) => cloudId);
}

export async function whyOfCloudId(tx: Tx, cloudId: string): Promise<Why> {
  const [resource] = await tx
    .select()
    .from(resources)
    .where(eq(resources.cloudId, cloudId))
    .orderBy(sql`${resources.deletedAt} is not null`, asc(resources.firstSeenAt))
    .limit(1);
  return whyOf(tx, cloudId, resource ?? null);
}

async function whyOf(tx: Tx, cloudId: string, resource: Known | null): Promise<Why> {
  const project = { id: projects.id, name: projects.name };
  const heldBy = await tx
    .select({ project, address: stateResources.address, companion: stateResources.companion })
    .from(stateResources)
    .innerJoin(projects, eq(projects.id, stateResources.projectId))
    .where(eq(stateResources.cloudId, cloudId))
    .orderBy(asc(stateResources.companion), asc(stateResources.address));
  const newestFirst = await tx
    .select({
      kind: stateChanges.kind,
      address: stateChanges.address,
      companion: stateChanges.companion,
      project,
      runId: stateChanges.runId,
      at: stateChanges.at,
    })
    .from(stateChanges)
    .innerJoin(projects, eq(projects.id, stateChanges.projectId))
    .where(eq(stateChanges.cloudId, cloudId))
    .orderBy(desc(stateChanges.id))
    .limit(mostSteps);
  const steps = newestFirst.reverse();
  const runIds = [...new Set(steps.flatMap(({ runId }) => runId ?? []))];
  return {
    cloudId,
    resource: resource && {
      id: resource.id,
      name: resource.name,
      nativeType: resource.nativeType,
      firstSeenAt: resource.firstSeenAt,
      cloudCreatedAt: resource.cloudCreatedAt,
      deletedAt: resource.deletedAt,
    },
    heldBy,
    heldElsewhere: (await holdsElsewhere(tx, cloudId)) !== null,
    steps,
    runs: await runsOf(tx, runIds),
    saidByProvider: creatorTags(resource?.tags ?? {}),
  };
}

/** Of a thing that hundreds of runs touched, the latest; a page shows no more. */
const mostSteps = 200;

/** In the order in which they ended. */
async function runsOf(tx: Tx, runIds: string[]): Promise<WhyRun[]> {
  if (runIds.length === 0) return [];
  const rows = await tx
    .select({ run: runs, revision: revisions, user: personOf(users) })
    .from(runs)
    .innerJoin(revisions, eq(revisions.id, runs.revisionId))
    .leftJoin(users, eq(users.id, runs.requestedBy))
    .where(inArray(runs.id, runIds))
    .orderBy(asc(runs.finishedAt));
  const decided = await tx
    .select({ approval: approvals, user: personOf(users) })
    .from(approvals)
    .leftJoin(users, eq(users.id, approvals.userId))
    .where(inArray(approvals.runId, runIds))
    .orderBy(asc(approvals.createdAt), asc(approvals.id));
  const people = await peopleOf(
    tx,
    rows.flatMap(({ revision }) => revision.authorId ?? []),
  );
  const asked = await requestsOf(
    tx,
    rows.map(({ run }) => run),
  );
  return rows.map(({ run, revision, user }) => ({
    id: run.id,
    kind: run.kind,
    state: run.state,
    finishedAt: run.finishedAt,
    requestedBy: user ?? formerMember(run.requestedBy),
    approvals: decided
      .filter(({ approval }) => approval.runId === run.id)
      .map(({ approval, user: by }) => ({
        by: by ?? formerMember(approval.userId),
        decision: approval.decision,
        comment: approval.comment,
        counted: approval.counted,
        refusal: approval.refusal,
        at: approval.createdAt,
      })),
    revision: {
      number: revision.number,
      reason: revision.reason,
      byAgent: revision.sessionId !== null,
      author: revision.authorId ? (people.get(revision.authorId) ?? formerMember(revision.authorId)) : null,
    },
    message: asked.get(run.id) ?? null,
  }));
}

async function peopleOf(tx: Tx, ids: string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.select(personOf(users)).from(users).where(inArray(users.id, ids));
  return new Map(rows.map((person) => [person.id, person]));
}

/** Tags that clouds, their tools and many organisations say it with; compared without case and separators. */
const creators = new Set([
  'awscreatedby',
  'createdby',
  'creator',
  'owner',
  'managedby',
  'appkubernetesiomanagedby',
  'awscloudformationstackname',
  'awscloudformationstackid',
  'awsautoscalinggroupname',
  'awseksclustername',
  'elasticbeanstalkenvironmentname',
  'awsservicecatalogprovisionedproductarn',
  'terraform',
  'terraformworkspace',
  'googterraformprovisioned',
  'azdenvname',
]);

function creatorTags(tags: Record<string, string>): Why['saidByProvider'] {
  return Object.entries(tags)
    .filter(([tag]) => creators.has(tag.toLowerCase().replaceAll(/[^a-z0-9]/g, '')))
    .map(([tag, value]) => ({ tag, value }));
}
