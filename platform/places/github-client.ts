/** GitHub's client with our fetch, our failures and nobody's retries: Temporal retries, and knows how long it waited. */
import { App, Octokit } from 'octokit';
import { AuroraError } from '../errors.ts';
import type { OutboundFetch } from '../outbound.ts';
import { githubFailure } from './github-failures.ts';
import type { PlaceSettings } from './place.ts';

const requestMs = 30_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

export type GithubSecret = { token?: string; privateKey?: string };

export type GithubClient = {
  api: Octokit;
  /** The App itself, for what its installation may not ask. */
  app: Octokit | null;
};

/** @throws AuroraError `config_invalid` where the integration's secret does not fit its settings */
export async function githubClient(
  settings: PlaceSettings,
  secret: GithubSecret,
  fetch: OutboundFetch,
): Promise<GithubClient> {
  const Client = Octokit.plugin(withOurFailures).defaults({
    baseUrl: settings.apiUrl ?? 'https://api.github.com',
    userAgent: 'aurora',
    log: silent,
    request: { fetch: patientFetch(fetch) },
    retry: { enabled: false },
    throttle: { enabled: false },
  });
  const { github } = settings;
  if (github?.auth !== 'app') {
    if (!secret.token) throw incomplete();
    return { api: new Client({ auth: secret.token }), app: null };
  }
  if (!secret.privateKey) throw incomplete();
  const app = new App({ appId: github.appId, privateKey: secret.privateKey, Octokit: Client, log: silent });
  const api = await app.getInstallationOctokit(Number(github.installationId));
  return { api: api as Octokit, app: app.octokit as Octokit };
}

function withOurFailures(octokit: Pick<Octokit, 'hook'>): object {
  octokit.hook.error('request', (error) => {
    throw githubFailure(error);
  });
  return {};
}

/** A repository that was renamed answers with its new address: reading follows, writing says so. */
const patientFetch =
  (fetch: OutboundFetch): OutboundFetch =>
  async (input, init = {}) => {
    const reads = (init.method ?? 'GET') === 'GET';
    const signal = init.signal ?? AbortSignal.timeout(requestMs);
    const answer = await fetch(input, { ...init, signal, redirect: reads ? 'follow' : 'manual' });
    if (answer.status < 300 || answer.status === 304 || answer.status > 399) return answer;
    throw moved();
  };

export const ownerAndName = (repository: string): { owner: string; repo: string } => {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
};

const moved = () =>
  new AuroraError({
    code: 'conflict',
    retryable: false,
    userMessage: 'The repository has another name by now. Link the project to it again by its new name.',
  });

const incomplete = () =>
  new AuroraError({
    code: 'credentials_rejected',
    retryable: false,
    userMessage: 'This integration has no token or key that fits how it signs in. Put one in, then verify it.',
  });
