/** Which model answers: by name, by configuration, or the offline one when nothing is set up. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { Config } from '../../../platform/config.ts';
import { AuroraError } from '../../../platform/errors.ts';
import { OfflineModel, offlineContextTokens } from './offline.ts';
import { type ProviderId, providerNames } from './provider-names.ts';
import { type Provider, providers, unknownContextTokens } from './providers.ts';

export { modelFailure } from './failures.ts';
export { offlineAbilities } from './offline/abilities.ts';
export type { ProviderId } from './provider-names.ts';

export type ModelChoice = {
  /** `provider:name`, or `offline`. */
  id: string;
  provider: ProviderId;
  /** The provider's name of the model. */
  name: string;
  /** As people read it: "Anthropic claude-sonnet-4-5". */
  label: string;
  offline: boolean;
};

export type ResolvedModel = ModelChoice & {
  /** How many tokens it can read: system prompt, conversation and tools together. */
  contextTokens: number;
  /** A fresh client. It streams, reports usage, never retries, and fails with an AuroraError. */
  make(): BaseChatModel;
};

const offlineChoice: ModelChoice = {
  id: 'offline',
  provider: 'offline',
  name: 'offline',
  label: 'Offline model (no key needed)',
  offline: true,
};

/**
 * @param name `provider:name`, `offline`, or null for the default
 * @throws AuroraError `model_unknown` that lists what is usable
 */
export function resolveModel(name: string | null, config: Config): ResolvedModel {
  const wanted = name?.trim() || config.MODEL?.trim() || firstUsable(config);
  if (wanted === 'offline') return offline(config);

  const [id, model] = splitOnce(wanted);
  const provider = providers.find((one) => one.id === id);
  if (provider === undefined || model === '') throw unknownModel(wanted, config);
  if (!provider.isSetUp(config)) throw notSetUp(wanted, provider, config);

  const { contextTokens = unknownContextTokens } = provider.make(model, config);
  return { ...choice(provider, model), contextTokens, make: () => provider.make(model, config) };
}

/** MODEL when it is set, else the first provider that is set up, else the offline model. */
export const defaultModel = (config: Config): ResolvedModel => resolveModel(null, config);

/** What can be chosen now: suggestions of every provider that is set up, the configured one first, the offline one last. */
export function listModels(config: Config): ModelChoice[] {
  const suggested = providers
    .filter((provider) => provider.isSetUp(config))
    .flatMap((provider) => provider.suggested.map((name) => choice(provider, name)));
  const configured = configuredChoice(config);
  const others = suggested.filter(({ id }) => id !== configured?.id);
  return configured === undefined ? [...others, offlineChoice] : [configured, ...others, offlineChoice];
}

function configuredChoice(config: Config): ModelChoice | undefined {
  const [id, name] = splitOnce(config.MODEL?.trim() ?? '');
  const provider = providers.find((one) => one.id === id && one.isSetUp(config));
  return provider === undefined || name === '' ? undefined : choice(provider, name);
}

function firstUsable(config: Config): string {
  const provider = providers.find((one) => one.isSetUp(config));
  return provider === undefined ? 'offline' : `${provider.id}:${provider.suggested[0]}`;
}

function offline(config: Config): ResolvedModel {
  const make = () => new OfflineModel({ delayMs: config.OFFLINE_MODEL_DELAY_MS });
  return { ...offlineChoice, contextTokens: offlineContextTokens, make };
}

const choice = (provider: Provider, name: string): ModelChoice => ({
  id: `${provider.id}:${name}`,
  provider: provider.id,
  name,
  label: `${providerNames[provider.id].label} ${name}`,
  offline: false,
});

/** Names of models may hold colons themselves (`ollama:qwen3:8b`). */
function splitOnce(name: string): [string, string] {
  const at = name.indexOf(':');
  return at === -1 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
}

const usableWords = (config: Config) =>
  `Usable now: ${listModels(config)
    .map(({ id }) => id)
    .join(', ')}.`;

const unknownModel = (name: string, config: Config) =>
  new AuroraError({
    code: 'model_unknown',
    retryable: false,
    userMessage: `There is no model "${name}". A name is provider:model, where provider is one of ${providers.map(({ id }) => id).join(', ')}; or offline. ${usableWords(config)}`,
  });

const notSetUp = (name: string, provider: Provider, config: Config) =>
  new AuroraError({
    code: 'model_unknown',
    retryable: false,
    userMessage: `The model "${name}" cannot be used: ${providerNames[provider.id].variable} is not set. ${usableWords(config)}`,
  });
