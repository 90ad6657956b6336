/** What Entra (which gives tokens) and Azure Resource Manager (which takes them) mean by their errors. */
import { AuroraError, errorText } from '../../../platform/errors.ts';
import { boundedPause, cloudFailures, errorName, retryAfterMs } from '../cloud-failures.ts';
import { textAt } from '../json-fields.ts';

export const azureFailures = cloudFailures('azure', 'Azure');
const { rejected, denied, cursorExpired, throttled, unreachable, refused } = azureFailures;

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const entraFailures: Record<string, () => AuroraError> = {
  7000222: () =>
    rejected('expired', 'The secret of this Azure application has expired. Make a new one in Entra and enter it here.'),
  7000215: () => rejected('invalid', 'Entra does not accept the secret of this Azure application. Enter it again.'),
  7000112: () =>
    rejected('revoked', 'This Azure application has been disabled in Entra. Enable it or connect another.'),
  700016: () =>
    rejected(
      'wrong_account',
      'There is no such application in this Azure tenant. Check the tenant and the application.',
    ),
  90002: () => rejected('wrong_account', 'There is no such Azure tenant. Check the id of the tenant.'),
  900023: () => rejected('wrong_account', 'There is no such Azure tenant. Check the id of the tenant.'),
  53003: () =>
    rejected(
      'invalid',
      'A conditional access policy of this Azure tenant blocks the application. Let it through there.',
    ),
};

type Headers = { get(name: string): string | undefined };
type RestFacts = { status: number; code: string; inner: string[]; headers?: Headers };

function restFacts(error: unknown): RestFacts | undefined {
  const { statusCode, response, body } = (error ?? {}) as {
    statusCode?: number;
    response?: { headers?: Headers; parsedBody?: unknown; bodyAsText?: string };
    body?: unknown;
  };
  if (statusCode === undefined) return undefined;
  const answer = asJson(response?.bodyAsText) ?? body;
  const details = (answer as { error?: { details?: { code?: string }[] } } | undefined)?.error?.details ?? [];
  return {
    status: statusCode,
    code: textAt(answer, 'error.code') ?? '',
    inner: details.map(({ code }) => code ?? ''),
    headers: response?.headers,
  };
}

function asJson(text: string | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Azure accepts this token no longer, but may accept a fresh one. */
export const tokenExpired = (error: unknown): boolean => {
  const facts = restFacts(error);
  return facts?.status === 401 && ['ExpiredAuthenticationToken', 'AuthenticationFailed'].includes(facts.code);
};

export function azureFailure(error: unknown): AuroraError {
  if (error instanceof AuroraError) return error;
  const entra = /AADSTS(\d+)/.exec(errorText(error))?.[1];
  if (entra) return entraFailure(entra);
  const facts = restFacts(error);
  return facts ? restFailure(facts) : unreachable({ cause: errorName(error) });
}

const entraFailure = (code: string): AuroraError =>
  entraFailures[code]?.() ??
  (['90033', '50196', '90055'].includes(code)
    ? throttled(undefined)
    : rejected('invalid', `Entra gave no token to this Azure application (AADSTS${code}). Check its credentials.`));

function restFailure({ status, code, inner, headers }: RestFacts): AuroraError {
  const all = [code, ...inner];
  if (status === 429) return throttled(retryAfterMs(headers?.get('retry-after')) ?? quotaPauseMs(headers));
  if (code === 'InvalidAuthenticationTokenTenant') {
    return rejected('wrong_account', 'The Azure subscription belongs to another tenant than these credentials.');
  }
  if (status === 401) {
    return rejected('revoked', 'Azure does not accept the credentials of this connection any more. Give it new ones.');
  }
  if (status === 403 || all.includes('NoValidSubscriptionsInQueryRequest')) return subscriptionDenied();
  if (all.some((each) => /SkipToken/i.test(each))) return cursorExpired();
  return status >= 500 || status === 408 ? unreachable({ status }) : refused(inner[0] || code || `status ${status}`);
}

export const subscriptionDenied = () =>
  denied('read everything in this subscription', 'Give the application the role Reader on the whole subscription.');

/** `x-ms-user-quota-resets-after` is `hh:mm:ss`. */
export function quotaPauseMs(headers: Headers | undefined): number | undefined {
  const parts = headers?.get('x-ms-user-quota-resets-after')?.split(':').map(Number);
  if (parts?.length !== 3 || parts.some(Number.isNaN)) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = parts;
  return boundedPause(((hours * 60 + minutes) * 60 + seconds) * 1000);
}
