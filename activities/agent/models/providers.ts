/**
 * The providers Aurora can call, in the order in which the first that is set up becomes the default.
 *
 * Suggested names are from the model tables that LangChain's packages carry (models.dev), first the default.
 * Any other name that a provider knows may be used too.
 */
import type { Config } from '../../../platform/config.ts';
import type { CarefulModel } from './careful.ts';
import { anthropicModel } from './clients/anthropic.ts';
import { googleModel } from './clients/google.ts';
import { ollamaModel } from './clients/ollama.ts';
import { openaiModel } from './clients/openai.ts';
import { openrouterModel } from './clients/openrouter.ts';
import type { ProviderId } from './provider-names.ts';

export type Provider = {
  id: Exclude<ProviderId, 'offline'>;
  isSetUp(config: Config): boolean;
  suggested: readonly string[];
  make(name: string, config: Config): CarefulModel;
};

const has = (value: string | undefined) => value !== undefined && value !== '';

export const providers: readonly Provider[] = [
  {
    id: 'openrouter',
    isSetUp: (config) => has(config.OPENROUTER_API_KEY),
    suggested: [
      'anthropic/claude-sonnet-4.5',
      'openai/gpt-5.2',
      'google/gemini-3-flash-preview',
      'deepseek/deepseek-v3.2',
    ],
    make: openrouterModel,
  },
  {
    id: 'openai',
    // An endpoint of one's own often needs no key.
    isSetUp: (config) => has(config.OPENAI_API_KEY) || has(config.OPENAI_BASE_URL),
    suggested: ['gpt-5.4', 'gpt-5-mini', 'gpt-4.1'],
    make: openaiModel,
  },
  {
    id: 'anthropic',
    isSetUp: (config) => has(config.ANTHROPIC_API_KEY),
    suggested: ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-6'],
    make: anthropicModel,
  },
  {
    id: 'google',
    isSetUp: (config) => has(config.GOOGLE_API_KEY),
    suggested: ['gemini-2.5-pro', 'gemini-2.5-flash'],
    make: googleModel,
  },
  {
    id: 'ollama',
    isSetUp: (config) => has(config.OLLAMA_BASE_URL),
    suggested: ['qwen3:8b', 'llama3.1:8b'],
    make: ollamaModel,
  },
];

/** Tokens of context taken for a model that no table knows: small enough for most, too small for none. */
export const unknownContextTokens = 32_000;
