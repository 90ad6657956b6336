import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { hearOrg } from './hear-org.ts';
import { keys } from './keys.ts';
import type { KnowledgeProgress } from './types.ts';

const progress: KnowledgeProgress = {
  ingestId: 'ingest',
  sourceId: 'source',
  state: 'running',
  reason: null,
  documents: { done: 0, failed: 0, total: 4 },
  chunks: { added: 0, removed: 0 },
};
const hear = (queries: QueryClient, more: Partial<KnowledgeProgress>) =>
  hearOrg(queries, { type: 'knowledge.progress', payload: { ...progress, ...more } });

it('asks for sources when an ingest starts and ends, and for documents when one of them is done', () => {
  const queries = new QueryClient();
  expect(hear(queries, {})).toContainEqual(keys.knowledgeSources);
  expect(hear(queries, { chunks: { added: 9, removed: 0 } })).toEqual([]);
  expect(hear(queries, { documents: { done: 1, failed: 0, total: 4 } })).toEqual([keys.documents]);
  expect(hear(queries, { documents: { done: 1, failed: 1, total: 4 } })).toEqual([keys.documents]);
  expect(hear(queries, { state: 'partial' })).toContainEqual(keys.knowledgeSources);
  expect(queries.getQueryData<KnowledgeProgress>(keys.knowledgeProgress('source'))?.state).toBe('partial');
});

it('looks at invitations with each delivery, and at a channel once one got through or was given up', () => {
  const queries = new QueryClient();
  const delivery = { deliveryId: 'd', noticeId: 'n' };
  expect(hearOrg(queries, { type: 'delivery.changed', payload: { ...delivery, state: 'sending' } })).toEqual([
    keys.deliveries,
    keys.invitations,
  ]);
  expect(hearOrg(queries, { type: 'delivery.changed', payload: { ...delivery, state: 'dead' } })).toContainEqual(
    keys.channels,
  );
});

it('leaves answers alone for what no list shows', () => {
  const notice = { noticeKey: 'k', level: 'info' as const, text: 't', href: null };
  expect(hearOrg(new QueryClient(), { type: 'notice', payload: notice })).toEqual([]);
});
