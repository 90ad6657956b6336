/** The few calls of Vault's HTTP API that the keeper makes, as whoever runs the vault and not as a role of Aurora. */
import { AuroraError } from '../../errors.ts';

export type VaultApi = {
  /** 200 active, 501 not initialised, 503 sealed; 0 when nothing answers. */
  health(): Promise<number>;
  /** @throws AuroraError `dependency_unavailable` with Vault's own words, which hold no secret */
  call<T = unknown>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    options?: { token?: string; body?: unknown },
  ): Promise<T>;
};

export function vaultApi(address: string): VaultApi {
  const url = `${address.replace(/\/+$/, '')}/v1/`;
  return {
    async health() {
      const answer = await fetch(`${url}sys/health`, { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
      return answer?.status ?? 0;
    },
    async call<T>(
      method: 'GET' | 'POST' | 'PUT' | 'DELETE',
      path: string,
      { token, body }: { token?: string; body?: unknown } = {},
    ) {
      const answer = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json', ...(token && { 'x-vault-token': token }) },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      const text = await answer.text();
      if (answer.ok) return (text ? JSON.parse(text) : undefined) as T;
      throw new AuroraError({
        code: 'dependency_unavailable',
        retryable: answer.status >= 500,
        userMessage: `Vault answered ${answer.status} to ${method} ${path}: ${text.slice(0, 300)}`,
      });
    },
  };
}
