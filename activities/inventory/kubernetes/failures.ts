/** What a cluster's API server means by its answers: HTTP status, and the `reason` of its Status object. */
import { AuroraError, errorText } from '../../../platform/errors.ts';
import { cloudFailures, errorName, retryAfterMs } from '../cloud-failures.ts';

export const kubernetesFailures = cloudFailures('kubernetes', 'Kubernetes');
const { rejected, denied, cursorExpired, throttled, unreachable, refused } = kubernetesFailures;

/** An answer that is not the one asked for. */
export class KubernetesAnswer extends Error {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly what: string;

  /** @param what the end of "may not ...": `list pods` */
  constructor(status: number, retryAfter: string | undefined, what: string) {
    super(`status ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
    this.what = what;
  }
}

const certificate = /CERT_|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/;

export function kubernetesFailure(error: unknown): AuroraError {
  if (error instanceof AuroraError) return error;
  if (!(error instanceof KubernetesAnswer)) return withoutAnswer(error);
  const { status, retryAfter, what } = error;
  if (status === 401) {
    return rejected(
      'expired',
      'The cluster does not accept the credentials of this connection: they have expired or were revoked. Give it a new kubeconfig.',
    );
  }
  if (status === 403) return denied(what, 'Bind the cluster role "view", and rights for what else is to be seen.');
  if (status === 410) return cursorExpired();
  if (status === 429) return throttled(retryAfterMs(retryAfter));
  return status >= 500 || status === 408 ? unreachable({ status }) : refused(`status ${status}`);
}

function withoutAnswer(error: unknown): AuroraError {
  const { code = '' } = ((error as { cause?: unknown } | null)?.cause ?? {}) as { code?: string };
  return certificate.test(`${code} ${errorText(error)}`)
    ? rejected(
        'invalid',
        "The cluster's certificate is not of the authority that the kubeconfig names. Give this connection a new kubeconfig.",
      )
    : unreachable({ cause: errorName(error) });
}
