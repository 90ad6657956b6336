import { describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../../../platform/config.ts';
import { AuroraError } from '../../../platform/errors.ts';
import { defaultModel, listModels, resolveModel } from './index.ts';
import { unknownContextTokens } from './providers.ts';

const config = (env: Record<string, string> = {}): Config =>
  readConfig({ DATABASE_URL: 'postgres://localhost/x', API_JWT_SECRET: 'x'.repeat(32), ...env });

const keys = {
  OPENROUTER_API_KEY: 'k1',
  OPENAI_API_KEY: 'k2',
  ANTHROPIC_API_KEY: 'k3',
  GOOGLE_API_KEY: 'k4',
  OLLAMA_BASE_URL: 'http://127.0.0.1:11434',
};

function refusal(name: string, env = {}): AuroraError {
  try {
    resolveModel(name, config(env));
  } catch (error) {
    if (error instanceof AuroraError) return error;
  }
  throw new Error(`${name} was not refused`);
}

describe('which model answers', () => {
  it('is the offline one when nothing is set up', () => {
    const model = defaultModel(config());
    expect(model).toMatchObject({ id: 'offline', provider: 'offline', offline: true });
    expect(model.make()._llmType()).toBe('offline');
    expect(listModels(config()).map(({ id }) => id)).toEqual(['offline']);
  });

  it('is the first provider with a key, else what MODEL says', () => {
    expect(defaultModel(config({ ANTHROPIC_API_KEY: 'k' })).id).toBe('anthropic:claude-sonnet-4-5');
    expect(defaultModel(config(keys)).provider).toBe('openrouter');
    expect(defaultModel(config({ ...keys, MODEL: 'google:gemini-2.5-flash' })).id).toBe('google:gemini-2.5-flash');
    expect(defaultModel(config({ ...keys, MODEL: 'offline' })).offline).toBe(true);
  });

  it('can be any model that a provider knows, by its own name', () => {
    expect(resolveModel('ollama:qwen3:8b', config(keys))).toMatchObject({
      provider: 'ollama',
      name: 'qwen3:8b',
      offline: false,
    });
    expect(resolveModel('openrouter:meta-llama/llama-3.3:free', config(keys)).name).toBe('meta-llama/llama-3.3:free');
    expect(resolveModel('openai:brand-new', config(keys)).contextTokens).toBe(unknownContextTokens);
    expect(resolveModel('offline', config(keys)).offline).toBe(true);
    expect(resolveModel(null, config(keys)).id).toBe(defaultModel(config(keys)).id);
  });

  it.each(['gpt-4.1', 'acme:model', 'openai:', '::', 'openai'])('refuses %j and lists what is usable', (name) => {
    const error = refusal(name, { OPENAI_API_KEY: 'k' });
    expect(error).toMatchObject({ code: 'model_unknown', retryable: false });
    expect(error.userMessage).toContain('Usable now: openai:gpt-5.4');
    expect(error.userMessage).toContain('offline.');
  });

  it('says which variable is missing for a provider that is not set up', () => {
    expect(refusal('anthropic:claude-haiku-4-5').userMessage).toContain('ANTHROPIC_API_KEY is not set');
    expect(refusal('ollama:x').userMessage).toContain('OLLAMA_BASE_URL is not set');
  });

  it('lists what is set up, the configured one first and the offline one last', () => {
    const ids = listModels(config({ ...keys, MODEL: 'openai:my-own' })).map(({ id }) => id);
    expect(ids[0]).toBe('openai:my-own');
    expect(ids.at(-1)).toBe('offline');
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map((id) => id.split(':')[0]))).toEqual(
      new Set(['openai', 'openrouter', 'anthropic', 'google', 'ollama', 'offline']),
    );
  });

  it('suggests only models that their packages know, with their context', () => {
    const known = listModels(config(keys)).filter(({ provider, offline }) => !offline && provider !== 'ollama');
    expect(known.length).toBeGreaterThan(8);
    for (const { id } of known) expect(resolveModel(id, config(keys)).contextTokens, id).toBeGreaterThan(100_000);
  });
});
