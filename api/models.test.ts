import { describe, expect, it } from 'vitest';
import { defaultModel as agentDefault, listModels as agentList } from '../activities/agent/models/index.ts';
import { settings } from '../platform/config.ts';
import { defaultModel, listModels, requireModel } from './models.ts';

const configWith = (env: Record<string, string>) =>
  settings.parse({ DATABASE_URL: 'postgres://x@localhost/x', API_JWT_SECRET: 'x'.repeat(32), ...env });

const setUps: Record<string, string>[] = [
  {},
  { ANTHROPIC_API_KEY: 'k' },
  { OPENAI_BASE_URL: 'http://localhost:1/v1' },
  { OLLAMA_BASE_URL: 'http://localhost:11434', MODEL: 'ollama:qwen3:4b' },
  { OPENROUTER_API_KEY: 'k', GOOGLE_API_KEY: 'k', MODEL: 'google:gemini-2.5-flash' },
  { OPENAI_API_KEY: 'k', MODEL: 'offline' },
];

describe('models', () => {
  it.each(setUps)('lists and defaults to what the worker can resolve: %j', (env) => {
    const config = configWith(env);
    const shown = ({ id, label, offline }: { id: string; label: string; offline: boolean }) => ({ id, label, offline });
    expect(listModels(config)).toEqual(agentList(config).map(shown));
    expect(defaultModel(config)).toEqual(shown(agentDefault(config)));
  });

  it('takes any name of a provider that is set up, and refuses others with what is usable', () => {
    const config = configWith({ ANTHROPIC_API_KEY: 'k' });
    expect(() => requireModel('anthropic:some-new-model', config)).not.toThrow();
    expect(() => requireModel('offline', config)).not.toThrow();
    for (const name of ['openai:gpt-5.4', 'anthropic:', 'anthropic', 'nobody:x', '']) {
      expect(() => requireModel(name, config)).toThrow('Usable now: anthropic:');
    }
  });
});
