/**
 * The model of the canary's conversation: a server that the worker really calls, and that keeps every request. It does
 * a whole main job, and looks with every tool that has something to find: what they answer is in the next request.
 */
import { type ModelServer, startModelServer } from '../support/model-server/server.ts';
import { bucketProject } from '../support/terraform-files.ts';

export const recordedModel = 'openai:recorded';

const base = new URL(process.env.OPENAI_BASE_URL ?? 'https://none.example.test');
/** False where the stack was not started by `npm test`: somebody's own model is not for tests. */
export const modelIsRecorded = base.hostname === '127.0.0.1' && base.pathname === '/openai/v1';
export const modelKey = process.env.OPENAI_API_KEY ?? '';

const call = (name: string, args: Record<string, unknown> = {}) => ({ name, args });

export const startRecordedModel = (bucket: string): Promise<ModelServer> =>
  startModelServer(
    [
      // A provider that quotes the key in its refusal, which is told to people and kept in the history.
      { fault: { kind: 'status', status: 429, message: `Too many requests with key ${modelKey}.`, ...atOnce } },
      {
        text: 'I look first.',
        calls: [
          call('list_resources', { kind: 's3_bucket' }),
          call('read_project'),
          call('read_state'),
          call('list_runs'),
          call('query_infrastructure', { question: 'projects' }),
          call('search_inventory', { q: 'api' }),
        ],
      },
      { calls: [call('propose_change', { reason: `A bucket ${bucket}.`, files: bucketProject(bucket) })] },
      {
        text: 'I look at what became of it.',
        calls: [
          call('read_plan'),
          call('read_state'),
          call('estimate_cost'),
          call('list_resources', { kind: 's3_bucket' }),
          call('query_infrastructure', { question: 'who_approved' }),
        ],
      },
      'The bucket is there.',
      {
        text: 'I look at the cluster, the bills and the documents.',
        calls: [
          call('kubernetes_list', { kind: 'pods' }),
          call('kubernetes_list', { kind: 'services' }),
          call('kubernetes_describe', { kind: 'secret', namespace: 'shop', name: 'keys' }),
          call('kubernetes_describe', { kind: 'configmap', namespace: 'shop', name: 'conf' }),
          call('kubernetes_logs', { namespace: 'shop', pod: 'api-6d5f-x1' }),
          call('query_costs'),
          call('budget_state'),
          call('search_documents', { question: 'how do we keep secrets' }),
          call('resource_why', { resource: bucket }),
        ],
      },
      'That is all there is.',
    ],
    undefined,
    Number(base.port),
  );

const atOnce = { headers: { 'retry-after': '0' } };

/** Every request as it came. Its head bears the provider's key, as it has to. */
export const promptsOf = ({ asked }: ModelServer): string => asked.map(({ body }) => JSON.stringify(body)).join('\n');

type Said = { role: string; tool_call_id?: string; content?: unknown; tool_calls?: { id: string; function: Named }[] };
type Named = { name: string; arguments: string };

/** What the tools were asked, and whether they had an answer, as the model was told last. */
export function toolAnswers({ asked }: ModelServer): { asked: string; ok: boolean }[] {
  const said = (asked.at(-1)?.body.messages ?? []) as Said[];
  const calls = new Map(said.flatMap(({ tool_calls = [] }) => tool_calls.map((one) => [one.id, one.function])));
  return said
    .filter(({ role }) => role === 'tool')
    .map(({ tool_call_id = '', content }) => {
      const { name = '', arguments: args = '' } = calls.get(tool_call_id) ?? {};
      return { asked: `${name} ${args}`, ok: /\\"ok\\":true|\\"state\\":\\"applied/.test(JSON.stringify(content)) };
    });
}
