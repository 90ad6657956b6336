/** Questions to a cluster's API server with one of a connection's kubeconfigs, and what its silence and refusals mean. */
import { X509Certificate } from 'node:crypto';
import type { KubeConfig } from '@kubernetes/client-node';
import { decodeJwt } from 'jose';
import { AuroraError } from '../../../platform/errors.ts';
import { clusterTransport } from '../../clouds/kubernetes/transport.ts';
import { errorName, retryAfterMs } from '../../inventory/cloud-failures.ts';
import { kubernetesFailures } from '../../inventory/kubernetes/failures.ts';
import { readKubeconfig } from '../../inventory/kubernetes/kubeconfig.ts';
import { day, endingOf, Found, failed } from '../looking.ts';
import type { Looked, StepFinding } from '../verifier.ts';

const timeoutMs = 20_000;

export type ClusterReply = { status: number; body: unknown };
export type AskCluster = (path: string, body?: unknown) => Promise<ClusterReply>;
export type KubeconfigField = 'kubeconfig' | 'write_kubeconfig';

/** @throws AuroraError `credentials_rejected`, in words, for what is no kubeconfig or one that is not used here */
export const configOf = ({ secret, endpoint }: Looked, field: KubeconfigField): KubeConfig =>
  readKubeconfig(secret[field], endpoint);

/** Asks within `work` alone: the connections end with it. */
export async function inCluster<Result>(
  config: KubeConfig,
  signal: AbortSignal,
  work: (ask: AskCluster) => Promise<Result>,
): Promise<Result> {
  const transport = clusterTransport(config);
  const askOnce: AskCluster = async (path, body) => {
    const request = { method: body ? ('POST' as const) : ('GET' as const), path, body, signal, timeoutMs };
    const reply = await transport.send(request).catch((error: unknown) => {
      signal.throwIfAborted();
      throw unanswered(error, transport.server);
    });
    const { status } = reply;
    if (status === 429) throw kubernetesFailures.throttled(retryAfterMs(reply.retryAfter));
    if (status >= 500 || status === 408) throw kubernetesFailures.unreachable({ status });
    return { status, body: asJson(reply.text) };
  };
  // A step asks a dozen times: an answer that was lost is asked for again at once. What is throttled has to wait.
  const ask: AskCluster = async (path, body) => {
    for (let left = 2; ; left--) {
      try {
        return await askOnce(path, body);
      } catch (error) {
        if (left <= 0 || !(error instanceof AuroraError) || error.code !== 'cloud_failed') throw error;
      }
    }
  };
  try {
    return await work(ask);
  } finally {
    await transport.close().catch(() => undefined);
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const expired = 'CERT_HAS_EXPIRED';
const otherName = 'ERR_TLS_CERT_ALTNAME_INVALID';
const ours = /EXPIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_REQUIRED|CERTIFICATE_UNKNOWN/;

/** What no retry mends is a finding: a name that is none, a door that is shut, a certificate that is not trusted. */
function unanswered(error: unknown, server: string): Error {
  const code = errorName(error);
  const host = hostOf(server);
  if (code === 'ENOTFOUND')
    return new Found(
      failed(`There is no host ${host}.`, 'Check the address of the API server in the kubeconfig, or its DNS name.'),
    );
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new Found(
      failed(
        `Nothing answers at ${host} (${code}).`,
        "Check that the cluster runs, and that its API server lets Aurora's workers in: authorised networks, firewall, private endpoint.",
      ),
    );
  if (code === expired)
    return new Found(
      failed(
        `The certificate of the API server at ${host} has expired.`,
        'Renew it on the cluster (with kubeadm: kubeadm certs renew all).',
      ),
    );
  if (code === otherName)
    return new Found(
      failed(
        `The certificate of the API server is not for ${host}.`,
        'Use the name that the certificate has, or set "tls-server-name" in the kubeconfig.',
      ),
    );
  if (/^ERR_SSL_/.test(code) && ours.test(code))
    return new Found(
      failed(
        `The cluster refuses the client certificate of the kubeconfig (${code}).`,
        'It has expired or is of another cluster: make a new kubeconfig and enter it here.',
      ),
    );
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|ERR_OSSL/.test(code))
    return new Found(
      failed(
        `The certificate of the API server at ${host} is not of the authority that the kubeconfig names (${code}).`,
        'Take a fresh kubeconfig: "certificate-authority-data" has to be the authority of this cluster.',
      ),
    );
  return kubernetesFailures.unreachable({ cause: code });
}

const hostOf = (server: string): string => (URL.canParse(server) ? new URL(server).host : 'this address');

export type CredentialEnd = { what: 'client certificate' | 'token'; at: Date };

/** When the credential within a kubeconfig ends, as far as it says so itself. */
export function endOf(config: KubeConfig): CredentialEnd | undefined {
  const user = config.getCurrentUser();
  if (user?.certData) return certificateEnd(user.certData);
  if (!user?.token) return undefined;
  try {
    const { exp } = decodeJwt(user.token);
    return exp ? { what: 'token', at: new Date(exp * 1000) } : undefined;
  } catch {
    // Not every token is a JWT.
    return undefined;
  }
}

function certificateEnd(base64: string): CredentialEnd {
  try {
    return { what: 'client certificate', at: new X509Certificate(Buffer.from(base64, 'base64')).validToDate };
  } catch {
    throw new Found(
      failed('The client certificate of the kubeconfig cannot be read.', 'Take a fresh kubeconfig and enter it whole.'),
    );
  }
}

export const newKubeconfig = (what: string): string =>
  `Make a new one (for a service account: kubectl create token ${what} --duration=8760h, or a Secret of type kubernetes.io/service-account-token) and enter the kubeconfig here.`;

export function endFinding(end: CredentialEnd | undefined): StepFinding | undefined {
  if (!end || endingOf(end.at) === 'later') return undefined;
  if (endingOf(end.at) === 'ended')
    return failed(`The ${end.what} of the kubeconfig expired on ${day(end.at)}.`, newKubeconfig('aurora-read'));
  return {
    state: 'warning',
    text: `The ${end.what} of the kubeconfig expires on ${day(end.at)}. From then on the cluster cannot be seen.`,
    remedy: newKubeconfig('aurora-read'),
  };
}
