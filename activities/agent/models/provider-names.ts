/** What people call each provider, and the variable that makes it usable. */
export const providerNames = {
  openrouter: { label: 'OpenRouter', variable: 'OPENROUTER_API_KEY' },
  openai: { label: 'OpenAI', variable: 'OPENAI_API_KEY' },
  anthropic: { label: 'Anthropic', variable: 'ANTHROPIC_API_KEY' },
  google: { label: 'Google', variable: 'GOOGLE_API_KEY' },
  ollama: { label: 'Ollama', variable: 'OLLAMA_BASE_URL' },
  offline: { label: 'The offline model', variable: 'MODEL' },
} as const;

export type ProviderId = keyof typeof providerNames;
