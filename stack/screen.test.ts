import { expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import { modelThatAnswers } from './model.ts';
import { screen } from './screen.ts';
import type { PartStatus, StackState } from './state.ts';

const up = (title: string, url: string): PartStatus => ({ title, state: 'running', url, startedInMs: 1234 });

function stateWith(parts: StackState['parts']): StackState {
  return { phase: 'running', round: 1, readyInMs: 8000, ports: {}, parts, model: modelThatAnswers({}) };
}

it('says what runs where, how long it took, which model answers and what to do next', () => {
  const api = up('API', 'http://127.0.0.1:5080');
  const text = screen(stateWith({ api, web: up('Web', 'http://127.0.0.1:3000') }), layoutOf());
  expect(text).toMatch(/Aurora is running, ready in 8\.0 s/);
  expect(text).toMatch(/API +running +http:\/\/127\.0\.0\.1:5080 +1\.2 s/);
  expect(text).toContain('the offline model');
  expect(text).toContain('Open http://127.0.0.1:3000 and register');
});

it('names a part that failed, its last words and what to do', () => {
  const api: PartStatus = { title: 'API', state: 'failed', note: 'exit code 1', help: 'Look.', log: 'last words' };
  const text = screen(stateWith({ api }), layoutOf());
  expect(text).toContain('is running in part');
  expect(text).toMatch(/API is not up: exit code 1\n {4}Look\.\n {4}.*api\.log ends with:\n {6}last words/);
});

it('does not call a start incomplete for the lack of an optional part', () => {
  const weaviate: PartStatus = { title: 'Weaviate', state: 'failed', optional: true };
  expect(screen(stateWith({ weaviate }), layoutOf())).not.toContain('in part');
});

it.each([
  [{ MODEL: 'ollama:x', OPENAI_API_KEY: 'k' }, /^ollama:x/],
  [{ ANTHROPIC_API_KEY: 'k', OPENROUTER_API_KEY: 'k' }, /^OpenRouter/],
  [{ GOOGLE_API_KEY: 'k', OLLAMA_BASE_URL: 'http://x' }, /^Google/],
  [{ OLLAMA_BASE_URL: 'http://x' }, /^Ollama/],
  [{}, /^the offline model/],
])('names the model of %j', (env, name) => {
  expect(modelThatAnswers(env as Record<string, string>)).toMatch(name);
});
