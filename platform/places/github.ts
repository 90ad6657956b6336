/** GitHub and GitHub Enterprise Server, by a token or as an App: https://docs.github.com/en/rest */
import type { OutboundFetch } from '../outbound.ts';
import { type GithubClient, type GithubSecret, githubClient, ownerAndName } from './github-client.ts';
import * as folders from './github-folders.ts';
import * as pulls from './github-pulls.ts';
import * as tells from './github-tells.ts';
import type { PlaceSettings } from './place.ts';
import type { HostAccount, RepositoryHost } from './repository-host.ts';

export async function githubHost(
  settings: PlaceSettings,
  secret: GithubSecret,
  fetch: OutboundFetch,
): Promise<RepositoryHost> {
  const { api, app } = await githubClient(settings, secret, fetch);
  return {
    whoAmI: () => whoAmI({ api, app }),
    repository: async (name) => {
      const { data } = await api.rest.repos.get(ownerAndName(name));
      const { full_name, default_branch, html_url, permissions } = data;
      return { name: full_name, defaultBranch: default_branch, url: html_url, mayWrite: permissions?.push ?? true };
    },
    head: (repository, branch) => folders.head(api, repository, branch),
    folderId: (at) => folders.folderId(api, at),
    readFolder: (at) => folders.readFolder(api, at),
    pushFolder: (change) => folders.pushFolder(api, change),
    openPullRequest: (wanted) => pulls.openPullRequest(api, wanted),
    readPullRequest: (repository, number) => pulls.readPullRequest(api, repository, number),
    touches: (repository, number, folder) => pulls.touches(api, repository, number, folder),
    pullRequestsOf: (repository, sha) => pulls.pullRequestsOf(api, repository, sha),
    merge: (repository, number, sha) => pulls.merge(api, repository, number, sha),
    tellComment: (comment) => tells.tellComment(api, comment),
    tellCheck: (check) => (app ? tells.tellCheckRun(api, check) : tells.tellStatus(api, check)),
  };
}

/** An App also asks for its installation, so that a wrong one is found out here. */
async function whoAmI({ api, app }: GithubClient): Promise<HostAccount> {
  if (!app) {
    const { data } = await api.rest.users.getAuthenticated();
    return { id: String(data.id), name: data.login };
  }
  const { data } = await app.rest.apps.getAuthenticated();
  await api.rest.apps.listReposAccessibleToInstallation({ per_page: 1 });
  return { id: String(data?.id ?? ''), name: data?.slug ?? 'app' };
}
