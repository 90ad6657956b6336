/** Tokens from Entra for an application with a secret, and what its refusals mean to whoever made the application. */
import { z } from 'zod';
import { ask, skewRemedy, skewWords } from '../../clouds/ask.ts';
import { azureFailures } from '../../inventory/azure/failures.ts';
import { Found, failed, ok, warning } from '../looking.ts';
import type { StepFinding } from '../verifier.ts';

export type Application = { tenant: string; clientId: string; clientSecret: string };

export type Hosts = { login: string; arm: string };

/** @param endpoint of a stub, which is both */
export const hostsOf = (endpoint: string | undefined): Hosts => ({
  login: endpoint ?? 'https://login.microsoftonline.com',
  arm: endpoint ?? 'https://management.azure.com',
});

const Refusal = z.object({ error_codes: z.array(z.number()).min(1) });
const Token = z.object({ access_token: z.string().min(1) });

/** Asks for what is public of the tenant: it answers, it exists, and what its clock says. */
export async function reachTenant({ login }: Hosts, tenant: string, signal: AbortSignal): Promise<StepFinding> {
  const url = `${login}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`;
  const { status, body, skewSeconds } = await ask(azureFailures, url, {}, signal);
  if (status === 200) {
    if (skewSeconds === 0) return ok(`Entra answers, and knows the tenant ${tenant}.`);
    return warning(`Entra answers. ${skewWords(skewSeconds, "Entra's")} Tokens may be refused.`, skewRemedy);
  }
  const code = codeOf(body);
  return wrongTenant.includes(code)
    ? refusalOf(code, { tenant, clientId: '' })
    : failed(
        `Entra refused to tell about the tenant ${tenant} (status ${status}).`,
        'Check the tenant id: Azure portal > Microsoft Entra ID > Overview > Tenant ID.',
      );
}

/** @throws Found with what to do when Entra gives no token */
export async function tokenOf({ login }: Hosts, application: Application, signal: AbortSignal): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: application.clientId,
    client_secret: application.clientSecret,
    scope: 'https://management.azure.com/.default',
  });
  const url = `${login}/${encodeURIComponent(application.tenant)}/oauth2/v2.0/token`;
  const { status, body } = await ask(azureFailures, url, { form }, signal);
  const token = Token.safeParse(body);
  if (status === 200 && token.success) return token.data.access_token;
  const code = codeOf(body);
  if (busy.includes(code) || (status === 200 && !token.success)) throw azureFailures.unreachable({ status, code });
  throw new Found(refusalOf(code, application));
}

const codeOf = (body: unknown): number => Refusal.safeParse(body).data?.error_codes[0] ?? 0;

/** Entra itself is in trouble for a moment. */
const busy = [90033, 50196, 90055];
const wrongTenant = [90002, 900023, 90013];

const secretsPage = (clientId: string) =>
  `In the Azure portal, open Microsoft Entra ID > App registrations > ${clientId} > Certificates & secrets`;

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
function refusalOf(code: number, { tenant, clientId }: { tenant: string; clientId: string }): StepFinding {
  if (wrongTenant.includes(code))
    return failed(
      `Entra knows no tenant ${tenant} (AADSTS${code}).`,
      'Copy the id from the Azure portal: Microsoft Entra ID > Overview > Tenant ID.',
    );
  switch (code) {
    case 700016:
      return failed(
        `The tenant ${tenant} has no application ${clientId} (AADSTS700016).`,
        'Check both ids in the Azure portal under Microsoft Entra ID > App registrations: "Application (client) ID" and "Directory (tenant) ID" of the same application. An application of another tenant needs the consent of an administrator of this one.',
      );
    case 7000222:
      return failed(
        `The secret of the application ${clientId} has expired (AADSTS7000222).`,
        `${secretsPage(clientId)} > New client secret, and enter its value here.`,
      );
    case 7000215:
      return failed(
        `Entra does not accept the secret of the application ${clientId} (AADSTS7000215).`,
        `${secretsPage(clientId)}, make a new one and enter its "Value" here. The "Secret ID" beside it is not the secret.`,
      );
    case 7000112:
    case 700082:
      return failed(
        `The application ${clientId} is disabled in the tenant ${tenant} (AADSTS${code}).`,
        'In the Azure portal, open Microsoft Entra ID > Enterprise applications > the application > Properties, and set "Enabled for users to sign-in" to Yes.',
      );
    case 53003:
      return failed(
        `A Conditional Access policy of the tenant ${tenant} blocks the application ${clientId} (AADSTS53003).`,
        'Exclude the application from it: Microsoft Entra ID > Security > Conditional Access > Policies, for workload identities.',
      );
    case 700024:
      return failed(`Entra says that the time of the request is wrong (AADSTS700024).`, skewRemedy);
    default:
      return failed(
        `Entra gave no token to the application ${clientId}${code ? ` (AADSTS${code})` : ''}.`,
        'Check the tenant id, the application (client) id and the secret in the Azure portal under Microsoft Entra ID > App registrations.',
      );
  }
}
