/** Shapes of API keys of the providers we call, and of bearer tokens in general. */
const keyShapes = [
  /\bsk-[\w-]{8,}/g,
  /\bAIza[\w-]{10,}/g,
  /\bBearer\s+[\w.~+/-]{8,}=*/gi,
  /\b(api[_-]?key|token)=[^\s&"']+/gi,
];

/** The text with every given secret, and everything that looks like an API key, replaced. */
export function withoutSecrets(text: string, secrets: string[] = []): string {
  const known = secrets.filter((secret) => secret.length >= 4);
  const masked = known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  return keyShapes.reduce((rest, shape) => rest.replace(shape, '[redacted]'), masked);
}
