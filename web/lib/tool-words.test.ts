import { expect, it } from 'vitest';
import { proposedNote, toolWords } from './tool-words.ts';

const words = (name: string, args: unknown, result: unknown, state: 'running' | 'ok' | 'failed' | 'stopped' = 'ok') => {
  const { title, outcome } = toolWords({ name, args, result, state });
  return outcome ? `${title}: ${outcome}` : title;
};

it.each([
  ['list_resources', { kind: 's3_bucket' }, { count: 3, truncated: false }, 'Looked at S3 buckets: 3 found'],
  [
    'list_resources',
    { kind: 'vpc', region: 'eu-west-1' },
    { count: 100, truncated: true },
    'Looked at VPCs in eu-west-1: 100 or more found',
  ],
  ['read_project', {}, { revision: 2, files: { 'main.tf': '' } }, "Read the project's files: 1 file, revision 2"],
  ['read_project', {}, { revision: null, files: {} }, "Read the project's files: none yet"],
  ['read_state', {}, { resources: [] }, 'Read the state: 0 resources managed'],
  [
    'query_infrastructure',
    { question: 'pending_approvals' },
    { rows: [1] },
    'Asked Aurora about pending approvals: 1 row',
  ],
  ['propose_change', { reason: 'x' }, { state: 'awaiting_approval' }, 'Proposed a change: awaiting approval'],
  [
    'search_documents',
    { question: 'how do we page?' },
    { hits: [1, 2], note: null },
    'Searched the documents for “how do we page?”: 2 passages',
  ],
  ['search_documents', {}, { hits: [], note: 'No documents yet.' }, 'Searched the documents: No documents yet.'],
  [
    'read_document',
    { section: 'Paging' },
    { documents: [{ id: 'd', title: 'Runbook' }] },
    'Read “Paging” of a document: Runbook',
  ],
  ['kubernetes_list', { kind: 'pods', namespace: 'shop' }, { count: 2 }, 'Looked at pods in shop: 2 found'],
  ['kubernetes_logs', { pod: 'web-1', namespace: 'shop' }, { lines: 1 }, 'Read the log of web-1 in shop: 1 line'],
  ['kubernetes_rollouts', {}, { ready: 3, total: 4 }, 'Looked at rollouts: 3 of 4 ready'],
  ['propose_manifest', {}, { state: 'applied' }, 'Proposed a change of the cluster: applied'],
  ['some_new_tool', {}, {}, 'Used some new tool'],
])('says what %s did', (name, args, result, sentence) => {
  expect(words(name, args, result)).toBe(sentence);
});

it('says what is going on, what was stopped and what failed', () => {
  expect(words('list_resources', { kind: 's3_bucket' }, undefined, 'running')).toBe('Looking at S3 buckets');
  expect(words('propose_change', {}, undefined, 'running')).toBe(
    'Proposed a change: waits for the outcome of its plan',
  );
  expect(words('list_resources', {}, undefined, 'stopped')).toBe('Looking at resources: stopped');
  expect(words('read_plan', {}, { ok: false, error: 'No such run.' }, 'failed')).toBe('Read a plan: No such run.');
});

it('survives arguments and results of any shape', () => {
  for (const odd of [null, undefined, 'text', 3, [], [1]])
    expect(words('list_resources', odd, odd)).toBe('Looked at resources');
});

it('finds the note that a call proposed, and none in calls that failed or did something else', () => {
  const call = {
    kind: 'tool',
    id: 'c',
    at: '',
    ms: 1,
    name: 'propose_memory_note',
    args: { text: 'Call Ada.' },
  } as const;
  const result = { ok: true, noteId: 'n', state: 'proposed' };
  expect(proposedNote({ ...call, result, state: 'ok' })).toEqual({ id: 'n', text: 'Call Ada.' });
  expect(proposedNote({ ...call, result: { ok: false }, state: 'failed' })).toBeNull();
  expect(proposedNote({ ...call, name: 'read_document', result, state: 'ok' })).toBeNull();
});
