/** Every real client against a server that speaks its provider's streaming protocol, and misbehaves. */
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../../platform/config.ts';
import { AuroraError } from '../../../platform/errors.ts';
import {
  type Answer,
  type Fault,
  type ModelServer,
  startModelServer,
} from '../../../tests/support/model-server/server.ts';
import { resolveModel } from './index.ts';

const key = 'sk-test-0123456789abcdef';
const list = tool(async () => 'unused', {
  name: 'list_resources',
  description: 'lists',
  schema: z.object({ kind: z.string() }),
});
const calls = [
  { name: 'list_resources', args: { kind: 's3_bucket' } },
  { name: 'list_resources', args: { kind: 'sqs_queue', region: 'eu-west-1' } },
];
const hello = [new SystemMessage('You are Aurora.'), new HumanMessage('Hello')];

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const names = [
  'openai:gpt-4.1',
  'openrouter:anthropic/claude-sonnet-4.5',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.5-flash',
  'ollama:qwen3:8b',
];

const config = () =>
  readConfig({
    DATABASE_URL: 'postgres://localhost/x',
    OPENAI_API_KEY: key,
    OPENROUTER_API_KEY: key,
    ANTHROPIC_API_KEY: key,
    GOOGLE_API_KEY: key,
    OPENAI_BASE_URL: server.urls.openai,
    OPENROUTER_BASE_URL: server.urls.openrouter,
    ANTHROPIC_BASE_URL: server.urls.anthropic,
    GOOGLE_BASE_URL: server.urls.google,
    OLLAMA_BASE_URL: server.urls.ollama,
  });

function model(name: string) {
  const made = resolveModel(name, config()).make();
  if (made.bindTools === undefined) throw new Error('no bindTools');
  return made.bindTools([list]);
}

async function failure(name: string, answer: Answer): Promise<AuroraError> {
  server.script(answer);
  const error = await model(name)
    .invoke(hello)
    .then(
      (said) => new Error(`it answered: ${said.text}`),
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(AuroraError);
  return error as AuroraError;
}

describe.each(names)('%s', (name) => {
  it('streams text in pieces, and reports usage', async () => {
    server.script({ text: 'One two three.', usage: { input: 21, output: 9 } });
    const pieces: string[] = [];
    let usage = 0;
    for await (const chunk of await model(name).stream(hello)) {
      if (chunk.text) pieces.push(chunk.text);
      usage += chunk.usage_metadata?.total_tokens ?? 0;
    }
    expect(pieces).toEqual(['One', ' two', ' three.']);
    expect(usage).toBe(30);
    const [asked] = server.asked;
    expect(JSON.stringify(asked?.body)).toContain('list_resources');
    expect(JSON.stringify(asked?.body)).toContain('You are Aurora.');
    if (!name.startsWith('ollama')) expect(JSON.stringify(asked?.headers)).toContain(key);
  });

  it('puts parallel tool calls together, also without streaming handlers', async () => {
    server.script({ text: 'I look.', calls });
    const said = await model(name).invoke(hello);
    expect(said.text).toBe('I look.');
    expect(said.tool_calls?.map(({ name: called, args }) => ({ name: called, args }))).toEqual(calls);
    expect(new Set(said.tool_calls?.map(({ id }) => id)).size).toBe(2);
    expect(said.invalid_tool_calls ?? []).toEqual([]);
    expect(said.usage_metadata).toMatchObject({ input_tokens: 11, output_tokens: 7, total_tokens: 18 });
  });

  it('takes a transcript with tool calls and their results', async () => {
    server.script('Two buckets.');
    const said = await model(name).invoke([
      ...hello,
      new AIMessage({
        content: '',
        tool_calls: [{ id: 'call-1', name: 'list_resources', args: { kind: 's3_bucket' } }],
      }),
      new ToolMessage({ content: '{"ok":true,"count":2}', tool_call_id: 'call-1', name: 'list_resources' }),
    ]);
    expect(said.text).toBe('Two buckets.');
    expect(JSON.stringify(server.asked[0]?.body)).toContain('count');
  });

  const faults: [string, Fault, Partial<AuroraError>][] = [
    [
      '429 with Retry-After',
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      { code: 'model_overloaded', retryable: true },
    ],
    ['500', { kind: 'status', status: 500 }, { code: 'model_failed', retryable: true }],
    ['503', { kind: 'status', status: 503 }, { code: 'model_overloaded', retryable: true }],
    ['529', { kind: 'status', status: 529, type: 'overloaded_error' }, { code: 'model_overloaded', retryable: true }],
    [
      '404 for the model',
      { kind: 'status', status: 404, message: 'model "x" not found' },
      { code: 'model_unknown', retryable: false },
    ],
    [
      '400',
      { kind: 'status', status: 400, message: 'temperature is not supported' },
      { code: 'model_failed', retryable: false },
    ],
    [
      'a conversation that is too long',
      { kind: 'status', status: 400, message: 'prompt is too long: maximum context length is 5 tokens' },
      { code: 'model_failed', retryable: false },
    ],
    ['a connection that breaks', { kind: 'cut', after: 2 }, { code: 'model_failed', retryable: true }],
    ['a stream that ends too early', { kind: 'end', after: 2 }, { code: 'model_failed', retryable: true }],
  ];
  it.each(faults)('fails well, after one request, on %s', async (_what, fault, expected) => {
    const error = await failure(name, { text: 'One two three four.', fault });
    expect(error).toMatchObject(expected);
    expect(server.asked).toHaveLength(1);
  });

  it('says that the key is rejected, names the variable, and never shows the key', async () => {
    const error = await failure(name, {
      fault: { kind: 'status', status: 401, message: `Incorrect API key provided: ${key}` },
    });
    expect(error).toMatchObject({ code: 'model_key_rejected', retryable: false });
    expect(error.userMessage).toContain(
      name.startsWith('ollama') ? 'OLLAMA_BASE_URL' : `${name.split(':')[0]?.toUpperCase()}_API_KEY`,
    );
    const everything = `${error.stack} ${JSON.stringify(error)} ${String((error.cause as Error).stack)}`;
    expect(everything).not.toContain(key);
    expect(server.asked).toHaveLength(1);
  });

  it('retries nothing that reports an error in the middle of a stream, and says that it may be tried again', async () => {
    const error = await failure(name, {
      text: 'One two three four.',
      fault: { kind: 'error', after: 2, type: 'overloaded_error', message: 'Overloaded' },
    });
    expect(error.retryable).toBe(true);
    expect(server.asked).toHaveLength(1);
  });

  it('refuses half a tool call at the output limit', async () => {
    const error = await failure(name, { calls: calls.slice(0, 1), end: 'length' });
    expect(error).toMatchObject({ code: 'model_failed', retryable: false });
    expect(error.userMessage).toContain('output limit');
  });

  it('stops the request when the signal fires between two pieces', async () => {
    server.script({ text: 'One two three four five six.', fault: { kind: 'slow', ms: 40 } });
    const stop = new AbortController();
    const reason = new Error('stopped by the person');
    const said: string[] = [];
    const talking = (async () => {
      for await (const chunk of await model(name).stream(hello, { signal: stop.signal })) {
        said.push(chunk.text);
        if (chunk.text.includes('two')) stop.abort(reason);
      }
    })();
    await expect(talking).rejects.toThrow(/stopped by the person|abort/i);
    await expect.poll(() => server.asked[0]?.abandoned).toBe(true);
    expect(said.join('')).not.toContain('six');
    expect(server.asked).toHaveLength(1);
  });

  it('stops the request while the provider is silent', async () => {
    server.script({ text: 'never', fault: { kind: 'silent' } });
    const stop = new AbortController();
    const talking = model(name).invoke(hello, { signal: stop.signal });
    talking.catch(() => undefined);
    await server.isAsked(1);
    stop.abort(new Error('stopped by the person'));
    await expect(talking).rejects.toThrow(/stopped by the person|abort/i);
    await expect.poll(() => server.asked[0]?.abandoned).toBe(true);
  });

  it('says so when the provider cannot be reached', async () => {
    const made = model(name);
    await server.close();
    const error = await made.invoke(hello).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'model_failed', retryable: true });
    expect((error as AuroraError).userMessage).toContain('cannot be reached');
    server = await startModelServer();
  });
});

describe.each(names.filter((name) => !/^ollama/.test(name)))('%s', (name) => {
  it('calls an answer that the filter stopped refused, and not worth a retry', async () => {
    const error = await failure(name, { text: 'I will', end: 'refused' });
    expect(error).toMatchObject({ code: 'model_failed', retryable: false });
    expect(error.userMessage).toContain('refused');
  });
});

describe.each(names.filter((name) => /^(openai|openrouter|anthropic)/.test(name)))('%s', (name) => {
  it('waits as long as Retry-After says', async () => {
    const seconds = await failure(name, { fault: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } });
    expect(seconds.retryAfterMs).toBe(7000);
    const date = new Date(Date.now() + 30_000).toUTCString();
    const dated = await failure(name, { fault: { kind: 'status', status: 429, headers: { 'retry-after': date } } });
    expect(dated.retryAfterMs).toBeGreaterThan(25_000);
    expect(dated.retryAfterMs).toBeLessThanOrEqual(30_000);
  });
});

// OpenRouter's and Ollama's clients skip a line that is not JSON; the others fail, and the answer is asked for again.
describe.each(names.filter((name) => /^(openai|anthropic|google)/.test(name)))('%s', (name) => {
  it('does not take an answer with a broken piece for a whole one', async () => {
    const error = await failure(name, { text: 'One two three.', fault: { kind: 'malformed', at: 1 } });
    expect(error).toMatchObject({ code: 'model_failed', retryable: true });
  });
});

describe('particular providers', () => {
  it('takes the delay from Google, which sends it in the body', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }];
    const error = await failure('google:gemini-2.5-flash', { fault: { kind: 'status', status: 429, details } });
    expect(error.retryAfterMs).toBe(34_000);
  });

  it("recognises Google's 400 for a wrong key", async () => {
    const message = 'API key not valid. Please pass a valid API key.';
    const error = await failure('google:gemini-2.5-flash', { fault: { kind: 'status', status: 400, message } });
    expect(error.code).toBe('model_key_rejected');
  });

  it('tells spent credit from a passing limit', async () => {
    const fault: Fault = {
      kind: 'status',
      status: 429,
      code: 'insufficient_quota',
      message: 'You exceeded your current quota',
    };
    expect(await failure('openai:gpt-4.1', { fault })).toMatchObject({ code: 'model_key_rejected', retryable: false });
    const unpaid = await failure('openrouter:openai/gpt-5.2', {
      fault: { kind: 'status', status: 402, message: 'Insufficient credits' },
    });
    expect(unpaid).toMatchObject({ code: 'model_key_rejected', retryable: false });
  });

  it('takes an endpoint of one’s own without a key', async () => {
    server.script('Hello.');
    const own = readConfig({
      DATABASE_URL: 'postgres://localhost/x',
      OPENAI_BASE_URL: server.urls.openai,
    });
    const said = await resolveModel('openai:my-local-model', own).make().invoke(hello);
    expect(said.text).toBe('Hello.');
    expect(server.asked[0]?.body.model).toBe('my-local-model');
    expect(server.asked[0]?.body.stream_options).toEqual({ include_usage: true });
  });
});
