/**
 * LangGraph alone: the same graph with the same model in this one process, kept by PostgresSaver on the same Postgres,
 * one thread a conversation. No workflow, no transcript, no event: a crash loses the turn, and a viewer is this process.
 */
import { randomUUID } from 'node:crypto';
import { type AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { checkpointSchema } from '../../db/migrate.ts';
import type { Bench } from '../bench.ts';
import { clockMs } from '../support/clock.ts';
import { textOf } from './aurora.ts';
import type { Contestant } from './contestant.ts';
import { FakeModel } from './fake-model.ts';

type State = typeof MessagesAnnotation.State;

const lastCalls = ({ messages }: State) => (messages.at(-1) as AIMessage | undefined)?.tool_calls ?? [];

async function agent({ messages }: State, config: RunnableConfig) {
  const conversation = [new SystemMessage('You are a benchmark.'), ...messages];
  return { messages: [await new FakeModel().bindTools([]).invoke(conversation, config)] };
}

async function tools(state: State) {
  return {
    messages: lastCalls(state).map(
      ({ id = '', name }) => new ToolMessage({ content: '{"ok":true,"runs":[]}', tool_call_id: id, name }),
    ),
  };
}

const buildGraph = (checkpointer: PostgresSaver) =>
  new StateGraph(MessagesAnnotation)
    .addNode('agent', agent)
    .addNode('tools', tools)
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', (state) => (lastCalls(state).length > 0 ? 'tools' : END), ['tools', END])
    .addEdge('tools', 'agent')
    .compile({ checkpointer });

export function makeLangGraph({ config }: Bench): Contestant {
  const saver = PostgresSaver.fromConnString(config.DATABASE_URL, { schema: checkpointSchema });
  const graph = buildGraph(saver);
  let threadId = '';

  return {
    who: 'LangGraph alone',
    async converse() {
      threadId = randomUUID();
    },
    async turn(kind) {
      const sentMs = clockMs();
      let firstMs: number | null = null;
      const messages = [new HumanMessage({ id: randomUUID(), content: textOf(kind) })];
      const thread = { configurable: { thread_id: threadId } };
      for await (const [chunk] of await graph.stream({ messages }, { ...thread, streamMode: 'messages' })) {
        if (chunk instanceof AIMessageChunk) firstMs ??= clockMs();
      }
      return { firstTokenMs: (firstMs ?? Number.NaN) - sentMs, turnMs: clockMs() - sentMs };
    },
    close: () => saver.end(),
  };
}
