import type { PlanJson } from './plan-json.ts';

export type SecretSet = { values: readonly string[] };
export const noSecrets: SecretSet = { values: [] };

export function collectSecrets(_planJson: PlanJson): SecretSet {
  throw new Error('not built yet');
}
export function redactJson<T>(_value: T, _secrets: SecretSet): T {
  throw new Error('not built yet');
}
export function redactText(text: string, _secrets: SecretSet): string {
  return text;
}
