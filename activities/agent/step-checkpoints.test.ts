import { Annotation, Command, END, interrupt, MemorySaver, Send, START, StateGraph } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { StepCheckpoints } from './step-checkpoints.ts';

const State = Annotation.Root({
  done: Annotation<string[]>({ reducer: (left, right) => [...left, ...right], default: () => [] }),
});
type Value = typeof State.State;

const thread = { configurable: { thread_id: 'turn' } };

/** One process that walks steps: it has its own view of the thread, and shares only the saver with the others. */
async function openStep(saver: MemorySaver, work: (call: string) => void = () => undefined) {
  const checkpoints = new StepCheckpoints(saver, await saver.getTuple(thread));
  const graph = new StateGraph(State)
    .addNode('agent', () => ({ done: ['asked'] }))
    .addNode('tools', ({ call }: Value & { call: string }) => {
      work(call);
      return { done: [call] };
    })
    .addNode('human', () => new Command({ goto: END, update: { done: [interrupt<string, string>('which?')] } }), {
      ends: [END],
    })
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', (state) => ['a', 'b'].map((call) => new Send('tools', { ...state, call })), ['tools'])
    .addEdge('tools', 'human')
    .compile({ checkpointer: checkpoints, interruptAfter: ['agent', 'tools', 'human'] });
  const walk = async (input: Parameters<typeof graph.invoke>[0]) => {
    await graph.invoke(input, { ...thread, durability: 'exit' });
    return graph.getState(thread);
  };
  return { checkpoints, graph, walk };
}

async function rowsOf(saver: MemorySaver): Promise<number> {
  let rows = 0;
  for await (const _ of saver.list(thread)) rows += 1;
  return rows;
}

describe('the checkpoints of a step', () => {
  it('are in memory until they are saved, and then let another process go on', async () => {
    const saver = new MemorySaver();
    const first = await openStep(saver);
    expect((await first.walk({ done: [] })).next).toEqual(['tools', 'tools']);
    expect(await rowsOf(saver)).toBe(0);
    await first.checkpoints.save();
    expect(await rowsOf(saver)).toBe(1);
    await first.checkpoints.save();

    const second = await openStep(saver);
    expect((await second.walk(null)).values.done).toEqual(['asked', 'a', 'b']);
  });

  it('begin again where nothing was saved', async () => {
    const saver = new MemorySaver();
    await (await openStep(saver)).walk({ done: [] });
    expect((await (await openStep(saver)).graph.getState(thread)).config.configurable?.checkpoint_id).toBeUndefined();
  });

  it('keep a question open for the process that answers it', async () => {
    const saver = new MemorySaver();
    for (const input of [{ done: [] }, null, null]) {
      const step = await openStep(saver);
      await step.walk(input);
      await step.checkpoints.save();
    }
    const last = await openStep(saver);
    const asked = await last.graph.getState(thread);
    expect(asked.tasks.flatMap((task) => task.interrupts.map((one) => one.value))).toEqual(['which?']);
    const after = await last.walk(new Command({ resume: 'this' }));
    expect([after.next, after.values.done.at(-1)]).toEqual([[], 'this']);
  });

  it('keep the call that ended well when the one beside it fails', async () => {
    const saver = new MemorySaver();
    const first = await openStep(saver);
    await first.walk({ done: [] });
    await first.checkpoints.save();

    const ran: string[] = [];
    const fragile = await openStep(saver, (call) => {
      ran.push(call);
      if (call === 'b') throw new Error('away');
    });
    await expect(fragile.walk(null)).rejects.toThrow('away');
    await fragile.checkpoints.save();

    const again = await openStep(saver, (call) => ran.push(call));
    expect((await again.walk(null)).values.done).toEqual(['asked', 'a', 'b']);
    expect(ran).toEqual(['a', 'b', 'b']);
  });
});
