import { describe, expect, it } from 'vitest';
import { settings } from './config.ts';
import { defaultModel, listModels, requireModel } from './models.ts';

const configWith = (env: Record<string, string> = {}) =>
  settings.parse({ DATABASE_URL: 'postgres://x@localhost/x', ...env });

const keys = {
  OPENROUTER_API_KEY: 'k1',
  OPENAI_API_KEY: 'k2',
  ANTHROPIC_API_KEY: 'k3',
  GOOGLE_API_KEY: 'k4',
  OLLAMA_BASE_URL: 'http://127.0.0.1:11434',
};

describe('the models a person may choose', () => {
  it('are the offline one alone when nothing is set up', () => {
    expect(listModels(configWith()).map(({ id }) => id)).toEqual(['offline']);
    expect(defaultModel(configWith())).toMatchObject({ id: 'offline', offline: true });
  });

  it('are those that are set up, the configured one first and the offline one last', () => {
    const ids = listModels(configWith({ ...keys, MODEL: 'openai:my-own' })).map(({ id }) => id);
    expect(ids[0]).toBe('openai:my-own');
    expect(ids.at(-1)).toBe('offline');
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map((id) => id.split(':')[0]))).toEqual(
      new Set(['openai', 'openrouter', 'anthropic', 'google', 'ollama', 'offline']),
    );
  });

  it('default to the first provider with a key, else to what MODEL says', () => {
    expect(defaultModel(configWith({ ANTHROPIC_API_KEY: 'k' })).id).toBe('anthropic:claude-sonnet-4-5');
    expect(defaultModel(configWith(keys)).provider).toBe('openrouter');
    expect(defaultModel(configWith({ ...keys, MODEL: 'google:gemini-2.5-flash' })).id).toBe('google:gemini-2.5-flash');
    expect(defaultModel(configWith({ ...keys, MODEL: 'offline' })).offline).toBe(true);
    expect(defaultModel(configWith({ MODEL: 'acme:x' }))).toMatchObject({ id: 'acme:x', offline: false });
  });

  it('include any name of a provider that is set up', () => {
    const config = configWith(keys);
    expect(requireModel('anthropic:some-new-model', config).name).toBe('some-new-model');
    expect(requireModel('ollama:qwen3:8b', config)).toMatchObject({ provider: 'ollama', name: 'qwen3:8b' });
    expect(requireModel('openrouter:meta-llama/llama-3.3:free', config).name).toBe('meta-llama/llama-3.3:free');
    expect(requireModel(null, config)).toEqual(defaultModel(config));
  });

  it.each(['gpt-4.1', 'acme:model', 'openai:', '::', 'openai', 'toString:x'])(
    'do not include %j, and the refusal lists what is usable',
    (name) => {
      expect(() => requireModel(name, configWith({ OPENAI_API_KEY: 'k' }))).toThrow(
        expect.objectContaining({
          code: 'model_unknown',
          retryable: false,
          userMessage: expect.stringMatching(/There is no model .* Usable now: openai:gpt-5\.4, .*offline\./),
        }),
      );
    },
  );

  it('say which variable is missing for a provider that is not set up', () => {
    expect(() => requireModel('anthropic:claude-haiku-4-5', configWith())).toThrow('ANTHROPIC_API_KEY is not set');
    expect(() => requireModel('ollama:x', configWith())).toThrow('OLLAMA_BASE_URL is not set');
  });
});
