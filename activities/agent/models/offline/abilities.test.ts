/** Every example of the published list does what its title says. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { abilitiesMarkdown, offlineAbilities } from './abilities.ts';
import { costAnswers } from './testing/costs.ts';
import { Conversation, runId } from './testing/driver.ts';
import { estate } from './testing/estate.ts';
import { expectFormatted, gateFindings, hasTerraform, parseAll } from './testing/terraform.ts';

const run = {
  id: runId,
  kind: 'apply',
  state: 'applied',
  reason: null,
  revisionReason: 'Create the queue jobs',
  createdAt: '2026-01-02T10:00:00Z',
};
const counts = { create: 2, update: 0, replace: 0, destroy: 1, forget: 0, import: 0, move: 0, read: 0, noop: 3 };
const resource = {
  id: runId,
  name: 'team-logs',
  nativeType: 'AWS::S3::Bucket',
  region: 'eu-central-1',
  account: '1',
  codification: 'unmanaged',
};
const lastSync = [{ connection: 'main', lastCompleteSync: '2026-01-02T10:00:00Z' }];
const answers = {
  search_inventory: { ok: true, total: 1, resources: [resource], lastSync },
  describe_resource: { ok: true, resource, lastSync },
  resource_neighbours: {
    ok: true,
    resource,
    groups: [{ reads: 'they data it', count: 1, shown: [resource] }],
    lastSync,
  },
  blast_radius: { ok: true, resource, total: 1, hits: [{ ...resource, way: '- data ->' }], limits: '', lastSync },
  resource_history: { ok: true, resource, history: [{ kind: 'created', at: '2026-01-02T10:00:00Z' }], lastSync },
  search_documents: {
    ok: true,
    hits: [
      {
        citation: `[Runbook](/knowledge/documents/${runId}?chunk=${runId})`,
        sentence: 'A restore of the database takes 40 minutes.',
      },
    ],
  },
  propose_memory_note: { ok: true, noteId: runId, state: 'proposed' },
  list_runs: { ok: true, runs: [run] },
  read_plan: {
    ok: true,
    runId,
    state: 'awaiting_approval',
    reason: null,
    planSha256: 'ab'.repeat(32),
    risk: { class: 'high', reasons: [] },
    summary: { counts, changes: [{ action: 'destroy', address: 'aws_sqs_queue.jobs', replacePaths: [] }] },
  },
  resource_why: {
    ok: true,
    cloudId: 'arn:aws:s3:::acme-logs',
    resource: null,
    codified: true,
    addresses: [{ project: 'shop', address: 'aws_s3_bucket.logs' }],
    history: [{ kind: 'created', address: 'aws_s3_bucket.logs', project: 'shop', runId, at: '2026-01-02T10:00:00Z' }],
    runs: [
      {
        runId,
        requestedBy: 'Ada',
        approvals: [{ by: 'Grace', decision: 'approve', counted: true, comment: null }],
        revision: { number: 3, reason: 'Create the bucket.', byAgent: true },
        message: { by: 'Ada', text: 'A bucket for logs, please' },
      },
    ],
    saidByProvider: [],
  },
  kubernetes_list: { ok: true, items: [{ name: 'web-1', namespace: 'shop', phase: 'Running', ready: '1/1' }] },
  kubernetes_logs: { ok: true, pod: 'web-1', container: 'web', log: 'listening' },
  kubernetes_rollouts: {
    ok: true,
    total: 1,
    ready: 0,
    workloads: [{ kind: 'Deployment', name: 'web', namespace: 'shop', text: '0 of 2 replicas are available', why: [] }],
  },
  ...costAnswers,
  estimate_cost: {
    ok: true,
    runId,
    currency: 'USD',
    priceBook: { name: 'AWS list prices', date: '2025-07-07' },
    delta: { low: '1', expected: '2', high: '6' },
    after: { low: '1', expected: '2', high: '6' },
    coverage: { changed: 1, priced: 1, free: 0, partial: 0, unpriced: 0 },
    unpricedTypes: [],
    resources: [],
  },
  'query_infrastructure:pending_approvals': {
    ok: true,
    rows: [{ runId, project: 'shop', what: 'Delete the queue jobs', risk: 'high' }],
  },
  'query_infrastructure:who_approved': {
    ok: true,
    rows: [{ runId, by: 'Ada', decision: 'approved', at: '2026-01-02T10:00:00Z' }],
  },
  'query_infrastructure:recent_changes': {
    ok: true,
    rows: [
      {
        runId,
        project: 'shop',
        what: 'Create the queue jobs',
        by: 'Ada',
        state: 'applied',
        finishedAt: '2026-01-02T10:00:00Z',
      },
    ],
  },
};
const live = { s3_bucket: ['acme-logs', 'acme-data'], sqs_queue: ['jobs'] };

const manifests = {
  'kubernetes/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  template: {spec: {containers: [{name: web, image: 'shop/web:1.2'}]}}
`,
};

const proposing = /^(?:create|change|delete)/;
const examples = offlineAbilities.flatMap(({ id, examples: all }) => all.map((example) => [id, example] as const));

describe.each(examples)('%s: %s', (id, example) => {
  // A change needs something to change; what is created is created in a new project.
  const world = { answers, live, files: id.startsWith('create') ? {} : { ...estate, ...manifests } };

  it('does what it says', async () => {
    const talk = await new Conversation(world).say(example);
    expect(talk.last).not.toMatch(/I do not understand|undefined|\[object|NaN/);
    expect(talk.proposals).toHaveLength(proposing.test(id) ? 1 : 0);
    const changed = talk.calls.filter(({ name }) => name === 'propose_manifest');
    expect(changed).toHaveLength(id === 'kubernetes_change' ? 1 : 0);
    const [proposal] = talk.proposals;
    if (proposal === undefined) return;

    expect(proposal.reason).toMatch(/^[A-Z].{8,}\.$/);
    expect(proposal.reason).not.toContain('`');
    expect(talk.said.at(-2)).toContain('I propose');
    await parseAll(proposal.files);
    if (!id.startsWith('create')) expect(proposal.files['README.md']).toBe(estate['README.md']);
    if (hasTerraform && id.startsWith('create')) expectFormatted(proposal.files);
    expect(await gateFindings(proposal.files)).toEqual([]);
  });

  it('says the same to the same messages', async () => {
    const [one, other] = await Promise.all([
      new Conversation(world).say(example),
      new Conversation(world).say(example),
    ]);
    expect(one.said).toEqual(other.said);
    expect(one.calls).toEqual(other.calls);
  });
});

describe('the published list', () => {
  it('has every example once', () => {
    const all = examples.map(([, example]) => example);
    expect(new Set(all).size).toBe(all.length);
  });

  it('is the list in the README', (context) => {
    if (!existsSync('README.md')) return context.skip('there is no README yet');
    expect(readFileSync('README.md', 'utf8')).toContain(abilitiesMarkdown());
  });

  it('is what the model itself says it can do', async () => {
    const talk = await new Conversation().say('What can you do?');
    expect(talk.last).toContain(abilitiesMarkdown());
    expect(talk.last).toContain('not an artificial intelligence');
  });
});
