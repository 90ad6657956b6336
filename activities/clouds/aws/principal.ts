/** Aurora's own identity in AWS: whom the roles of connected accounts trust. */
import { AuroraError } from '../../../platform/errors.ts';
import type { WorkerDeps } from '../../deps.ts';

export type Principal = {
  arn: string | undefined;
  /** Undefined: the SDK's default chain on the worker, such as the role of its machine. */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
};

type Needs = Pick<WorkerDeps, 'secrets' | 'config'>;

/** @throws AuroraError retryable: whoever runs Aurora mends this, and no connection is to blame */
export async function ownPrincipal({ secrets, config }: Needs, signal: AbortSignal | undefined): Promise<Principal> {
  const { AWS_PRINCIPAL_ARN: arn, AWS_PRINCIPAL_REF: ref } = config;
  if (!ref) return { arn, credentials: undefined };
  const { access_key_id, secret_access_key, session_token } = await secrets.read(ref, { signal });
  if (!access_key_id || !secret_access_key) throw noOwnIdentity();
  return {
    arn,
    credentials: {
      accessKeyId: access_key_id,
      secretAccessKey: secret_access_key,
      ...(session_token ? { sessionToken: session_token } : {}),
    },
  };
}

export const noOwnIdentity = () =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage:
      "AWS does not take Aurora's own identity, so no role can be assumed now. Whoever runs Aurora has to look after it (AWS_PRINCIPAL_REF); nothing is wrong with this connection.",
  });
