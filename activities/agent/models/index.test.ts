import { describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../../../platform/config.ts';
import { listModels } from '../../../platform/models.ts';
import { resolveModel, unknownContextTokens } from './index.ts';

const config = (env: Record<string, string> = {}): Config =>
  readConfig({ DATABASE_URL: 'postgres://localhost/x', ...env });

const keys = {
  OPENROUTER_API_KEY: 'k1',
  OPENAI_API_KEY: 'k2',
  ANTHROPIC_API_KEY: 'k3',
  GOOGLE_API_KEY: 'k4',
  OLLAMA_BASE_URL: 'http://127.0.0.1:11434',
};

describe('the client of a model', () => {
  it('is the offline one when nothing is set up', () => {
    const model = resolveModel(null, config());
    expect(model).toMatchObject({ id: 'offline', provider: 'offline', offline: true });
    expect(model.make()._llmType()).toBe('offline');
  });

  it('takes a careful guess at the context of a model that no table knows', () => {
    expect(resolveModel('openai:brand-new', config(keys)).contextTokens).toBe(unknownContextTokens);
  });

  it('knows the context of every suggested model', () => {
    const known = listModels(config(keys)).filter(({ provider, offline }) => !offline && provider !== 'ollama');
    expect(known.length).toBeGreaterThan(8);
    for (const { id } of known) expect(resolveModel(id, config(keys)).contextTokens, id).toBeGreaterThan(100_000);
  });

  it('is refused for a name that is none', () => {
    expect(() => resolveModel('acme:model', config(keys))).toThrow(expect.objectContaining({ code: 'model_unknown' }));
  });
});
