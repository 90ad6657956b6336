/**
 * Drives the offline model through whole conversations against a small made-up world, as the graph would:
 * ask, run the tools it called, give their results back, until it calls none.
 */
import {
  AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { OfflineModel } from '../../offline.ts';
import { isProposal } from '../conversation.ts';

type Json = Record<string, unknown>;

export type World = {
  files?: Record<string, string>;
  project?: string;
  account?: string;
  region?: string;
  sandbox?: boolean;
  /** Resources of the account by kind: names, or whole resources. */
  live?: Record<string, (string | Json)[]>;
  /** Addresses in the state; left out: everything in the files is applied. */
  state?: string[];
  /** What `propose_change` answers, in order; the last one stays. Applied when left out. */
  outcomes?: Json[];
  /** Answers of other tools by name, or by name and question. */
  answers?: Record<string, Json | string>;
  /** Tools that are bound; all of them when left out. */
  tools?: string[];
  /** Said by the person when the n-th tool result has arrived. */
  steering?: Record<number, string>;
};

export type Proposal = { reason: string; files: Record<string, string>; destroy?: boolean };
export type Talk = {
  messages: BaseMessage[];
  /** The texts of the model, in order. */
  said: string[];
  last: string;
  calls: { name: string; args: Json }[];
  proposals: Proposal[];
};

export const allTools = [
  'list_resources',
  'read_project',
  'read_state',
  'list_runs',
  'read_plan',
  'estimate_cost',
  'query_costs',
  'compare_costs',
  'explain_cost_change',
  'budget_state',
  'propose_change',
  'propose_manifest',
  'kubernetes_list',
  'kubernetes_logs',
  'kubernetes_rollouts',
  'query_infrastructure',
  'resource_why',
  'search_documents',
  'read_document',
  'propose_memory_note',
  'search_inventory',
  'describe_resource',
  'resource_neighbours',
  'blast_radius',
  'resource_history',
];

export const runId = '01990000-0000-7000-8000-000000000001';

export class Conversation {
  readonly messages: BaseMessage[] = [new SystemMessage('You are Aurora.')];
  readonly world: World;

  constructor(world: World = {}) {
    this.world = world;
  }

  /** The person says something; the model and its tools run until it calls none. */
  async say(text: string): Promise<Talk> {
    const start = this.messages.length;
    this.messages.push(new HumanMessage(text));
    let results = 0;
    for (let step = 0; step < 20; step += 1) {
      const answer = await this.ask();
      const calls = answer.tool_calls ?? [];
      if (calls.length === 0) return this.talk(start);
      for (const call of calls) {
        const content = this.answer(call.name, call.args);
        this.messages.push(new ToolMessage({ content, tool_call_id: call.id ?? '', name: call.name }));
        results += 1;
        const steered = this.world.steering?.[results];
        if (steered !== undefined) this.messages.push(new HumanMessage(steered));
      }
      if (this.messages.at(-1) instanceof ToolMessage && this.deferred()) return this.talk(start);
    }
    throw new Error(`the conversation did not end: ${this.talk(start).said.join(' | ')}`);
  }

  private async ask(): Promise<AIMessage> {
    const tools = (this.world.tools ?? allTools).map((name) => ({
      name,
      description: name,
      schema: { type: 'object' },
    }));
    const said: AIMessageChunk = await new OfflineModel().bindTools(tools).invoke(this.messages);
    if ((said.invalid_tool_calls ?? []).length > 0) throw new Error('the model called a tool with broken arguments');
    const message = new AIMessage({ content: said.content, tool_calls: said.tool_calls });
    this.messages.push(message);
    return message;
  }

  /** As in the graph, a deferred proposal ends the turn. */
  private deferred(): boolean {
    return String(this.messages.at(-1)?.content).includes('"kind":"deferred"');
  }

  private answer(name: string, args: Json): string {
    const known =
      this.world.answers?.[`${name}:${String(args.question ?? args.kind ?? '')}`] ?? this.world.answers?.[name];
    if (known !== undefined) return typeof known === 'string' ? known : JSON.stringify(known);
    const {
      account = '123456789012',
      region = 'us-east-1',
      sandbox = false,
      project = 'shop',
      files = {},
      live = {},
    } = this.world;
    if (name === 'list_resources') {
      const resources = (live[String(args.kind)] ?? []).map((one) =>
        typeof one === 'string'
          ? { id: `arn:aws:x:::${one}`, name: one, kind: args.kind, region, attributes: {} }
          : one,
      );
      return JSON.stringify({
        ok: true,
        account,
        region,
        sandbox,
        count: resources.length,
        truncated: false,
        resources,
      });
    }
    if (name === 'read_project') {
      const revision = Object.keys(files).length === 0 ? null : 3;
      return JSON.stringify({ ok: true, project: { id: 'p1', name: project }, revision, files });
    }
    if (name === 'read_state') {
      const addresses =
        this.world.state ??
        [
          ...Object.values(files)
            .join('\n')
            .matchAll(/resource\s+"(\w+)"\s+"(\w+)"/g),
        ].map(([, type, label]) => `${type}.${label}`);
      return JSON.stringify({
        ok: true,
        serial: 1,
        resources: addresses.map((address) => ({ address, type: address.split('.')[0], id: 'x' })),
      });
    }
    if (isProposal(name)) return JSON.stringify(this.outcome());
    throw new Error(`no answer for ${name} ${JSON.stringify(args)}`);
  }

  private outcome(): Json {
    const { outcomes = [] } = this.world;
    const next = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
    return (
      next ?? {
        kind: 'outcome',
        runId,
        state: 'applied',
        reason: null,
        changes: { create: 1, update: 0, replace: 0, destroy: 0 },
      }
    );
  }

  private talk(start: number): Talk {
    const answers = this.messages.slice(start).filter((message) => message instanceof AIMessage);
    const said = answers.map((message) => String(message.content)).filter(Boolean);
    const calls = answers.flatMap((message) => (message.tool_calls ?? []).map(({ name, args }) => ({ name, args })));
    const proposals = calls.filter(({ name }) => name === 'propose_change').map(({ args }) => args as Proposal);
    return { messages: this.messages, said, last: said.at(-1) ?? '', calls, proposals };
  }
}

export const converse = (text: string, world: World = {}): Promise<Talk> => new Conversation(world).say(text);
