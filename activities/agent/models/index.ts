/** A client for the model that answers. Which models there are, and which is the default, is `platform/models.ts`. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { Config } from '../../../platform/config.ts';
import { type ModelChoice, type ModelProviderId, requireModel } from '../../../platform/models.ts';
import type { CarefulModel } from './careful.ts';
import { anthropicModel } from './clients/anthropic.ts';
import { googleModel } from './clients/google.ts';
import { ollamaModel } from './clients/ollama.ts';
import { openaiModel } from './clients/openai.ts';
import { openrouterModel } from './clients/openrouter.ts';
import { OfflineModel, offlineContextTokens } from './offline.ts';

export { modelFailure } from './failures.ts';
export { offlineAbilities } from './offline/abilities.ts';

export type ResolvedModel = ModelChoice & {
  /** How many tokens it can read: system prompt, conversation and tools together. */
  contextTokens: number;
  /** A fresh client. It streams, reports usage, never retries, and fails with an AuroraError. */
  make(): BaseChatModel;
};

const clients: Record<ModelProviderId, (name: string, config: Config) => CarefulModel> = {
  openrouter: openrouterModel,
  openai: openaiModel,
  anthropic: anthropicModel,
  google: googleModel,
  ollama: ollamaModel,
};

/** Tokens of context taken for a model that no table knows: small enough for most, too small for none. */
export const unknownContextTokens = 32_000;

/**
 * @param name `provider:name`, `offline`, or null for the default
 * @throws AuroraError `model_unknown` that lists what is usable
 */
export function resolveModel(name: string | null, config: Config): ResolvedModel {
  const chosen = requireModel(name, config);
  if (chosen.provider === 'offline') {
    const make = () => new OfflineModel({ delayMs: config.OFFLINE_MODEL_DELAY_MS });
    return { ...chosen, contextTokens: offlineContextTokens, make };
  }
  const client = clients[chosen.provider];
  const make = () => client(chosen.name, config);
  return { ...chosen, contextTokens: make().contextTokens ?? unknownContextTokens, make };
}
