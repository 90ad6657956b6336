/**
 * Which models a person may choose: those of providers that are set up here, and the offline one. The API refuses
 * early what cannot work, and the worker makes clients for the same names (`activities/agent/models`).
 */
import type { Config } from './config.ts';
import { AuroraError } from './errors.ts';

type Provider = {
  label: string;
  /** The variable that makes it usable. */
  variable: string;
  isSetUp(config: Config): boolean;
  /** From the model tables that LangChain's packages carry (models.dev), first the default. Other names work too. */
  suggested: readonly string[];
};

const has = (value: string | undefined) => value !== undefined && value !== '';

/** In the order in which the first that is set up becomes the default. */
export const modelProviders = {
  openrouter: {
    label: 'OpenRouter',
    variable: 'OPENROUTER_API_KEY',
    isSetUp: (config) => has(config.OPENROUTER_API_KEY),
    suggested: [
      'anthropic/claude-sonnet-4.5',
      'openai/gpt-5.2',
      'google/gemini-3-flash-preview',
      'deepseek/deepseek-v3.2',
    ],
  },
  openai: {
    label: 'OpenAI',
    variable: 'OPENAI_API_KEY',
    // An endpoint of one's own often needs no key.
    isSetUp: (config) => has(config.OPENAI_API_KEY) || has(config.OPENAI_BASE_URL),
    suggested: ['gpt-5.4', 'gpt-5-mini', 'gpt-4.1'],
  },
  anthropic: {
    label: 'Anthropic',
    variable: 'ANTHROPIC_API_KEY',
    isSetUp: (config) => has(config.ANTHROPIC_API_KEY),
    suggested: ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-6'],
  },
  google: {
    label: 'Google',
    variable: 'GOOGLE_API_KEY',
    isSetUp: (config) => has(config.GOOGLE_API_KEY),
    suggested: ['gemini-2.5-pro', 'gemini-2.5-flash'],
  },
  ollama: {
    label: 'Ollama',
    variable: 'OLLAMA_BASE_URL',
    isSetUp: (config) => has(config.OLLAMA_BASE_URL),
    suggested: ['qwen3:8b', 'llama3.1:8b'],
  },
} as const satisfies Record<string, Provider>;

export type ModelProviderId = keyof typeof modelProviders;

export type ModelChoice = {
  /** `provider:name`, or `offline`. */
  id: string;
  provider: ModelProviderId | 'offline';
  /** The provider's name of the model. */
  name: string;
  /** As people read it: "Anthropic claude-sonnet-4-5". */
  label: string;
  offline: boolean;
};

const providerIds = Object.keys(modelProviders) as ModelProviderId[];

export const offlineModel: ModelChoice = {
  id: 'offline',
  provider: 'offline',
  name: 'offline',
  label: 'Offline model (no key needed)',
  offline: true,
};

/** What a name in an error or a label of a provider reads as. */
export const providerLabel = (id: ModelChoice['provider']): string =>
  id === 'offline' ? 'The offline model' : modelProviders[id].label;

/** The variable that decides whether it can be used. */
export const modelVariable = (id: ModelChoice['provider']): string =>
  id === 'offline' ? 'MODEL' : modelProviders[id].variable;

/** The configured one first, the offline one last. */
export function listModels(config: Config): ModelChoice[] {
  const suggested = providerIds
    .filter((id) => modelProviders[id].isSetUp(config))
    .flatMap((id) => modelProviders[id].suggested.map((name) => choice(id, name)));
  const configured = config.MODEL ? usable(config.MODEL, config) : undefined;
  const online = configured && !configured.offline ? [configured] : [];
  return [...online, ...suggested.filter(({ id }) => id !== configured?.id), offlineModel];
}

/**
 * @param name `provider:name`, `offline`, or null for the default: MODEL, else the first provider that is set up, else
 *   the offline one. Names that a provider merely suggests are not a limit.
 * @throws AuroraError `model_unknown` that says why and lists what is usable
 */
export function requireModel(name: string | null, config: Config): ModelChoice {
  const wanted = name?.trim() || config.MODEL?.trim();
  if (!wanted) return listModels(config)[0] ?? offlineModel;
  return usable(wanted, config) ?? refuse(wanted, config);
}

/** What answers where nobody chose, also when MODEL names one that cannot work: the first message then says so. */
export function defaultModel(config: Config): ModelChoice {
  const wanted = config.MODEL?.trim();
  if (!wanted) return requireModel(null, config);
  return usable(wanted, config) ?? { ...offlineModel, id: wanted, name: wanted, label: wanted, offline: false };
}

function usable(wanted: string, config: Config): ModelChoice | undefined {
  if (wanted.trim() === offlineModel.id) return offlineModel;
  const [id, name] = splitOnce(wanted.trim());
  return isProvider(id) && name !== '' && modelProviders[id].isSetUp(config) ? choice(id, name) : undefined;
}

function refuse(wanted: string, config: Config): never {
  const [id, name] = splitOnce(wanted);
  const list = listModels(config).map((model) => model.id);
  const why =
    isProvider(id) && name !== ''
      ? `The model "${wanted}" cannot be used: ${modelProviders[id].variable} is not set.`
      : `There is no model "${wanted}". A name is provider:model, where provider is one of ${providerIds.join(', ')}; or offline.`;
  throw new AuroraError({
    code: 'model_unknown',
    retryable: false,
    userMessage: `${why} Usable now: ${list.join(', ')}.`,
    details: { usable: list },
  });
}

const isProvider = (id: string): id is ModelProviderId => Object.hasOwn(modelProviders, id);

const choice = (provider: ModelProviderId, name: string): ModelChoice => ({
  id: `${provider}:${name}`,
  provider,
  name,
  label: `${modelProviders[provider].label} ${name}`,
  offline: false,
});

/** Names of models may hold colons themselves (`ollama:qwen3:8b`). */
function splitOnce(name: string): [string, string] {
  const at = name.indexOf(':');
  return at === -1 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
}
