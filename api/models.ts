/**
 * Which models a person may choose: those of providers that are set up here, and the offline one.
 * The worker resolves the same names (`activities/agent/models`); the API only says early what cannot work.
 */
import type { Config } from '../platform/config.ts';
import { AuroraError } from '../platform/errors.ts';

export type ModelChoice = { id: string; label: string; offline: boolean };

type Provider = { id: string; label: string; isSetUp: (config: Config) => boolean; suggested: readonly string[] };

/** In the order in which the first that is set up becomes the default. */
const providers: readonly Provider[] = [
  {
    id: 'openrouter',
    label: 'OpenRouter',
    isSetUp: (config) => Boolean(config.OPENROUTER_API_KEY),
    suggested: [
      'anthropic/claude-sonnet-4.5',
      'openai/gpt-5.2',
      'google/gemini-3-flash-preview',
      'deepseek/deepseek-v3.2',
    ],
  },
  {
    id: 'openai',
    label: 'OpenAI',
    // An endpoint of one's own often needs no key.
    isSetUp: (config) => Boolean(config.OPENAI_API_KEY || config.OPENAI_BASE_URL),
    suggested: ['gpt-5.4', 'gpt-5-mini', 'gpt-4.1'],
  },
  {
    id: 'anthropic',
    label: 'Anthropic',
    isSetUp: (config) => Boolean(config.ANTHROPIC_API_KEY),
    suggested: ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-6'],
  },
  {
    id: 'google',
    label: 'Google',
    isSetUp: (config) => Boolean(config.GOOGLE_API_KEY),
    suggested: ['gemini-2.5-pro', 'gemini-2.5-flash'],
  },
  {
    id: 'ollama',
    label: 'Ollama',
    isSetUp: (config) => Boolean(config.OLLAMA_BASE_URL),
    suggested: ['qwen3:8b', 'llama3.1:8b'],
  },
];

const offline: ModelChoice = { id: 'offline', label: 'Offline model (no key needed)', offline: true };

const choice = ({ id, label }: Provider, name: string): ModelChoice => ({
  id: `${id}:${name}`,
  label: `${label} ${name}`,
  offline: false,
});

/** The configured one first, the offline one last. */
export function listModels(config: Config): ModelChoice[] {
  const configured = byName(config.MODEL ?? '', config);
  const suggested = providers
    .filter((provider) => provider.isSetUp(config))
    .flatMap((provider) => provider.suggested.map((name) => choice(provider, name)));
  const online = configured && !configured.offline ? [configured] : [];
  return [...online, ...suggested.filter(({ id }) => id !== configured?.id), offline];
}

/** What answers where nobody chose: MODEL as it is written, else the first that is set up, else the offline one. */
export function defaultModel(config: Config): ModelChoice {
  const wanted = config.MODEL?.trim();
  if (wanted) return byName(wanted, config) ?? { id: wanted, label: wanted, offline: false };
  return listModels(config)[0] ?? offline;
}

/** @throws AuroraError `model_unknown` that lists what is usable; names that a provider merely suggests are not a limit */
export function requireModel(name: string, config: Config): void {
  if (byName(name, config)) return;
  const usable = listModels(config).map(({ id }) => id);
  throw new AuroraError({
    code: 'model_unknown',
    retryable: false,
    userMessage: `The model "${name}" cannot be used here. Usable now: ${usable.join(', ')}.`,
    details: { usable },
  });
}

function byName(name: string, config: Config): ModelChoice | undefined {
  const wanted = name.trim();
  if (wanted === offline.id) return offline;
  // Names of models may hold colons themselves (`ollama:qwen3:8b`).
  const [id, ...rest] = wanted.split(':');
  const provider = providers.find((one) => one.id === id && one.isSetUp(config));
  const model = rest.join(':');
  return provider && model !== '' ? choice(provider, model) : undefined;
}
