/** Which model will answer, in words. The order is that of platform/config.ts: MODEL, then the first key that is set. */
import type { Env } from './env-file.ts';

const keys = {
  OPENROUTER_API_KEY: 'OpenRouter',
  OPENAI_API_KEY: 'OpenAI',
  OPENAI_BASE_URL: 'an OpenAI-compatible endpoint',
  ANTHROPIC_API_KEY: 'Anthropic',
  GOOGLE_API_KEY: 'Google',
  OLLAMA_BASE_URL: 'Ollama',
} as const;

export function modelThatAnswers(env: Env): string {
  if (env.MODEL) return `${env.MODEL} (MODEL)`;
  const found = Object.entries(keys).find(([name]) => env[name]);
  return found ? `${found[1]} (${found[0]})` : 'the offline model: no key is set';
}
