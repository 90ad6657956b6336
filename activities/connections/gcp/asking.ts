/** Questions to Google Cloud's REST APIs as one of a connection's identities, and what its errors say. */
import { z } from 'zod';
import { ask, type Question, type Reply } from '../../clouds/ask.ts';
import type { GcpIdentity } from '../../clouds/gcp/identity.ts';
import { gcpToken, googleUrl, TokenRefusal } from '../../clouds/gcp/token.ts';
import { gcpFailures } from '../../inventory/gcp/failures.ts';
import { Found, failed } from '../looking.ts';
import type { StepFinding } from '../verifier.ts';
import { refusalFinding } from './refusals.ts';

export type AskGoogle = (host: string, path: string, question?: Question) => Promise<Reply>;

/** Each step signs in for itself: no token outlives the step that asked for it. @throws Found when Google gives none */
export async function signedIn(
  identity: GcpIdentity,
  endpoint: string | undefined,
  signal: AbortSignal,
): Promise<AskGoogle> {
  const { token } = await gcpToken(identity, endpoint, signal).catch((error: unknown) => {
    throw error instanceof TokenRefusal ? new Found(refusalFinding(error, identity)) : error;
  });
  const headers = { authorization: `Bearer ${token}` };
  return (host, path, question = {}) =>
    ask(gcpFailures, googleUrl(endpoint, host, path), { ...question, headers }, signal);
}

const ApiError = z.object({
  error: z.object({
    status: z.string().default(''),
    details: z
      .array(z.object({ reason: z.string().optional(), metadata: z.record(z.string(), z.string()).optional() }))
      .default([]),
  }),
});

/** google.rpc.ErrorInfo within an answer that is an error. */
export function errorInfo({ body }: Reply): { status: string; reason: string; service: string; consumer: string } {
  const error = ApiError.safeParse(body).data?.error;
  const info = error?.details.find(({ reason }) => reason);
  return {
    status: error?.status ?? '',
    reason: info?.reason ?? '',
    service: info?.metadata?.service ?? '',
    consumer: info?.metadata?.consumer ?? '',
  };
}

/** The API is switched off: says which, and where it is switched on. Undefined when that is not it. */
export function apiDisabled(reply: Reply, project: string): { text: string; remedy: string } | undefined {
  const { reason, service, consumer } = errorInfo(reply);
  if (reply.status !== 403 || reason !== 'SERVICE_DISABLED') return undefined;
  const api = /^[a-z0-9.-]+\.googleapis\.com$/.test(service) ? service : 'of this service';
  const where = /^projects\/[a-z0-9-]+$/.exec(consumer)?.[0].slice('projects/'.length) ?? project;
  return {
    text: `The API ${api} is not enabled in the project ${where}.`,
    remedy: `Enable it at https://console.cloud.google.com/apis/library/${api}?project=${where} and look again after some minutes.`,
  };
}

/** What was not foreseen is never a yes: refused in words, or worth another try. */
export function unexpected(reply: Reply, identity: GcpIdentity): Error {
  if (reply.status === 200) return gcpFailures.unreachable({ status: 200 });
  return new Found(refusedBy(reply, identity));
}

function refusedBy(reply: Reply, { email }: GcpIdentity): StepFinding {
  const { status, reason } = errorInfo(reply);
  const what = [status, reason].filter((word) => /^[A-Z_]+$/.test(word)).join(', ') || `status ${reply.status}`;
  if (reply.status === 401)
    return failed(
      `Google Cloud no longer accepts ${email} (${what}): it was disabled or deleted a moment ago.`,
      'Look at it in the Google Cloud console: IAM & Admin > Service Accounts.',
    );
  return failed(
    `Google Cloud refused a question of ${email} (${what}).`,
    'Look at the account in the Google Cloud console: IAM & Admin > Service Accounts.',
  );
}
