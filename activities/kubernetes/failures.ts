/**
 * What a cluster's answers mean to people who read or change it: https://kubernetes.io/docs/reference/using-api/api-concepts/
 * A refusal names the verb that is missing, so that an administrator knows what to bind.
 */
import { AuroraError, type ErrorCode, errorText } from '../../platform/errors.ts';
import { errorName, retryAfterMs } from '../inventory/cloud-failures.ts';
import { hideSecrets } from './redact.ts';

/** What was asked, in the words of RBAC: `patch deployments.apps in the namespace shop`. */
export type Deed = { verb: string; resource: string; namespace?: string | undefined; name?: string | undefined };

/** An answer of the API server that is not the one asked for. */
export class ClusterRefusal extends Error {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly deed: Deed;
  readonly body: StatusBody;

  constructor(status: number, retryAfter: string | undefined, deed: Deed, text: string) {
    super(`status ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
    this.deed = deed;
    this.body = statusOf(text);
  }
}

/** `Status` of the API: a cause of a conflict names the field, and its owner in the message. */
export type StatusBody = {
  reason?: string;
  message?: string;
  details?: { causes?: { reason?: string; message?: string; field?: string }[] };
};

function statusOf(text: string): StatusBody {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as StatusBody) : {};
  } catch {
    return {};
  }
}

export const deedText = ({ verb, resource, namespace, name }: Deed): string =>
  `${verb} ${resource}${name ? ` "${name}"` : ''}${namespace ? ` in the namespace ${namespace}` : ''}`;

const failure = (
  code: ErrorCode,
  userMessage: string,
  more: Partial<ConstructorParameters<typeof AuroraError>[0]> = {},
) => new AuroraError({ code, retryable: false, userMessage, ...more });

/** The server's own words may repeat what was sent: one line of them, without what looks like a secret. */
const said = ({ message = '' }: StatusBody): string => hideSecrets(message).replace(/\s+/g, ' ').slice(0, 400);

export function clusterFailure(error: unknown): AuroraError {
  if (error instanceof AuroraError) return error;
  if (!(error instanceof ClusterRefusal)) return withoutAnswer(error);
  const { status, deed, body } = error;
  const details = { provider: 'kubernetes', status, verb: deed.verb, resource: deed.resource };
  if (status === 401)
    return failure(
      'credentials_rejected',
      'The cluster does not accept the credentials of this connection: they have expired or were revoked. Give the connection a new kubeconfig.',
      { details: { ...details, reason: 'expired' } },
    );
  if (status === 403)
    return failure(
      'cloud_denied',
      `The credentials of this connection may not ${deedText(deed)}. Have somebody bind a role with the verb "${deed.verb}" on ${deed.resource} to them.`,
      { details: { ...details, reason: 'denied' } },
    );
  if (status === 404) return failure('not_found', `The cluster has no such object: ${deedText(deed)}.`, { details });
  if (status === 409) return conflicting(error, details);
  if (status === 410)
    return failure('cursor_expired', 'The list changed while it was read. Ask again from its beginning.');
  if (status === 429)
    return failure('cloud_throttled', 'The cluster asked Aurora to slow down. It is tried again after a pause.', {
      retryable: true,
      retryAfterMs: retryAfterMs(error.retryAfter),
      details,
    });
  if (status >= 500 || status === 408)
    return failure('cloud_failed', `The cluster could not answer (status ${status}). It is tried again.`, {
      retryable: true,
      details,
    });
  return failure('unprocessable', `The cluster refuses to ${deedText(deed)}: ${said(body)}`, { details });
}

export type FieldConflict = { field: string; owner: string };

/** Fields that another manager owns and that would have to be taken from it. */
export const conflictsOf = ({ details }: StatusBody): FieldConflict[] =>
  (details?.causes ?? [])
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field = '', message = '' }) => ({
      field,
      owner: /conflict with "([^"]+)"/.exec(message)?.[1] ?? 'another',
    }));

function conflicting({ deed, body }: ClusterRefusal, details: Record<string, unknown>): AuroraError {
  const conflicts = conflictsOf(body);
  if (conflicts.length === 0)
    return failure('conflict', `The cluster holds another object than this was planned for (${deedText(deed)}).`, {
      details,
    });
  const fields = conflicts.slice(0, 5).map(({ field, owner }) => `${field} belongs to "${owner}"`);
  const more = conflicts.length > fields.length ? `; and ${conflicts.length - fields.length} more` : '';
  return failure(
    'conflict',
    `${deed.resource} ${deed.namespace ? `${deed.namespace}/` : ''}${deed.name ?? ''}: ${fields.join('; ')}${more}. Aurora takes no field from another owner. Leave these fields out of the manifest, or have their owner give them up.`,
    { details: { ...details, conflicts } },
  );
}

const expired = /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|certificate has expired/i;
const certificate = /CERT_|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/;

function withoutAnswer(error: unknown): AuroraError {
  const { code = '', message = '' } = ((error as { cause?: unknown } | null)?.cause ?? {}) as Record<string, string>;
  const text = `${code} ${message} ${errorText(error)}`;
  if (expired.test(text))
    return failure(
      'credentials_rejected',
      "The cluster's certificate has expired, so nothing was asked of it. Have it renewed; a new kubeconfig does not help.",
      { details: { provider: 'kubernetes', reason: 'expired_certificate' } },
    );
  if (certificate.test(text))
    return failure(
      'credentials_rejected',
      "The cluster's certificate is not of the authority that the kubeconfig names. Give this connection a new kubeconfig.",
      { details: { provider: 'kubernetes', reason: 'invalid' } },
    );
  return failure('cloud_failed', 'The cluster cannot be reached: it did not answer. It is tried again.', {
    retryable: true,
    details: { provider: 'kubernetes', reason: 'unreachable', cause: errorName(error) },
  });
}
