/** The application's identity in its tenant: a secret that Entra turns into tokens of an hour. */
import { ClientSecretCredential } from '@azure/identity';
import { z } from 'zod';
import type { AskOptions } from '../provider.ts';
import { azureFailures } from './failures.ts';

const guid = z.string().regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/);

/** What the connection's secret in Vault holds. */
const AzureSecret = z.object({ tenant_id: guid, client_id: guid, client_secret: z.string().min(1) });
export type AzureSecret = z.infer<typeof AzureSecret>;

/** @throws AuroraError `credentials_rejected` that names the fields which are missing or no ids, never their values */
export function readAzureSecret(secret: Record<string, string>): AzureSecret {
  const parsed = AzureSecret.safeParse(secret);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', ');
  throw azureFailures.rejected(
    'missing',
    `The Azure credentials of this connection are not complete (${fields}). Enter the tenant's and the application's id and its secret again.`,
  );
}

export type TokenSource = {
  token(options: AskOptions): Promise<string>;
  /** The token at hand is of no use any more: the next one is asked for anew. */
  forget(): void;
};

const managementScope = 'https://management.azure.com/.default';
const realHost = 'https://login.microsoftonline.com';

export function tokenSource({ tenant_id, client_id, client_secret }: AzureSecret, endpoint?: string): TokenSource {
  // The credential keeps its tokens to itself, so that forgetting one means forgetting it.
  const make = () =>
    new ClientSecretCredential(tenant_id, client_id, client_secret, {
      authorityHost: realHost,
      retryOptions: { maxRetries: 0 },
      ...(endpoint ? towards(endpoint) : {}),
    });
  let credential = make();
  return {
    async token({ signal }) {
      const { token } = await credential.getToken(managementScope, { abortSignal: signal });
      return token;
    },
    forget() {
      credential = make();
    },
  };
}

/** A stub speaks plain HTTP, which the SDK refuses as an authority: its requests are led there one by one. */
const towards = (endpoint: string) => ({
  disableInstanceDiscovery: true,
  additionalPolicies: [
    {
      position: 'perCall' as const,
      policy: {
        name: 'towards-the-stub',
        sendRequest: <Answer>(
          request: { url: string; allowInsecureConnection?: boolean },
          next: (request: never) => Promise<Answer>,
        ) => {
          request.url = request.url.replace(realHost, endpoint);
          request.allowInsecureConnection = true;
          return next(request as never);
        },
      },
    },
  ],
});
