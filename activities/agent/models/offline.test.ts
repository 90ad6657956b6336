import { AIMessageChunk, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { converse } from './offline/testing/driver.ts';
import { OfflineModel } from './offline.ts';

const makeTool = (name: string) => tool(async () => '', { name, description: name, schema: z.object({}).loose() });
const tools = ['list_resources', 'read_project', 'read_state', 'propose_change'].map(makeTool);
const hello = [new SystemMessage('You are Aurora.'), new HumanMessage('Hello')];
const demo = [new HumanMessage('Create a private S3 bucket for our access logs, with versioning')];

afterEach(() => vi.restoreAllMocks());

describe('the offline model as a chat model', () => {
  it('streams word by word, the text whole in the end', async () => {
    const pieces: string[] = [];
    for await (const chunk of await new OfflineModel().stream(hello)) if (chunk.text) pieces.push(chunk.text);
    expect(pieces.length).toBeGreaterThan(20);
    expect(pieces.every((piece) => /^\s*\S+\s*$/.test(piece))).toBe(true);
    expect(pieces.join('')).toBe((await new OfflineModel().invoke(hello)).text);
  });

  it('gives tool calls in pieces that make up the whole', async () => {
    const looked = await new OfflineModel().bindTools(tools).invoke(demo);
    expect(looked.tool_calls?.map(({ name }) => name)).toEqual(['list_resources', 'read_project', 'read_state']);
    const results = [
      { ok: true, account: '1'.repeat(12), region: 'us-east-1', sandbox: true, count: 0, resources: [] },
      { ok: true, project: { id: 'p', name: 'shop' }, revision: null, files: {} },
      { ok: true, serial: null, resources: [] },
    ].map(
      (result, at) =>
        new ToolMessage({ content: JSON.stringify(result), tool_call_id: looked.tool_calls?.[at]?.id ?? '' }),
    );

    let whole: AIMessageChunk | undefined;
    let pieces = 0;
    for await (const chunk of await new OfflineModel().bindTools(tools).stream([...demo, looked, ...results])) {
      pieces += chunk.tool_call_chunks?.length ?? 0;
      whole = whole === undefined ? chunk : whole.concat(chunk);
    }
    expect(pieces).toBeGreaterThan(8);
    expect(whole?.invalid_tool_calls).toEqual([]);
    expect(whole?.tool_calls?.[0]?.name).toBe('propose_change');
    expect(Object.keys(whole?.tool_calls?.[0]?.args.files)).toContain('s3.tf');
    expect(whole?.response_metadata.finish_reason).toBe('tool_calls');
  });

  it('gives the same answer with the same ids to the same messages, and other ids to others', async () => {
    const ask = (text: string) => new OfflineModel().bindTools(tools).invoke([new HumanMessage(text)]);
    const [one, same, other] = await Promise.all([
      ask('List my S3 buckets'),
      ask('List my S3 buckets'),
      ask('List my buckets'),
    ]);
    const ids = (message: AIMessageChunk) => message.tool_calls?.map(({ id }) => id);
    expect(ids(one)).toEqual(ids(same));
    expect(ids(one)).not.toEqual(ids(other));
  });

  it('never gives two calls of one conversation the same id', async () => {
    const { messages } = await converse('Create an SQS queue named a', {
      outcomes: [{ ok: false, code: 'conflict', error: 'x' }],
    });
    const ids = messages.flatMap((message) =>
      'tool_calls' in message ? (message.tool_calls as { id: string }[]).map(({ id }) => id) : [],
    );
    expect(ids.length).toBeGreaterThan(6);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('estimates usage at four characters a token', async () => {
    const said = await new OfflineModel().invoke([new HumanMessage('x'.repeat(41))]);
    expect(said.usage_metadata).toMatchObject({
      input_tokens: 11,
      output_tokens: Math.ceil(said.text.length / 4),
      total_tokens: 11 + Math.ceil(said.text.length / 4),
    });
  });

  it('sets no timer without a delay, and waits between words with one', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    await new OfflineModel({ delayMs: 0 }).invoke(hello);
    expect(timers).not.toHaveBeenCalled();
    await new OfflineModel({ delayMs: 1 }).invoke(hello);
    expect(timers.mock.calls.length).toBeGreaterThan(20);
  });

  it('stops within a word when the signal fires', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const talking = (async () => {
      for await (const chunk of await new OfflineModel({ delayMs: 50 }).stream(hello, { signal: stop.signal })) {
        said.push(chunk.text);
        if (said.length === 2) stop.abort(new Error('stopped'));
      }
    })();
    await expect(talking).rejects.toThrow(/stopped|abort/i);
    expect(said.length).toBeLessThan(4);
  });

  it('is heard by the message stream of a graph, once and word by word', async () => {
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('agent', async (state, config) => ({
        messages: [await new OfflineModel().bindTools(tools).invoke(state.messages, config)],
      }))
      .addEdge(START, 'agent')
      .addEdge('agent', END)
      .compile();
    const heard: string[] = [];
    for await (const [message] of await graph.stream({ messages: demo }, { streamMode: 'messages' })) {
      if (AIMessageChunk.isInstance(message)) heard.push(message.text);
    }
    expect(heard.join('')).toBe("First I look at the S3 buckets of the account and the project's files.");
    expect(heard.filter(Boolean).length).toBeGreaterThan(8);
  });
});
