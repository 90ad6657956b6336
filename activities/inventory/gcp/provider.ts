/** The inventory of Google Cloud projects, by Cloud Asset's search. */

import { gcpIdentity } from '../../clouds/gcp/identity.ts';
import type { AskOptions, InventoryScope, MakeInventoryProvider } from '../provider.ts';
import { type GcpClient, gcpClient } from './client.ts';
import { gcpEdges } from './edges.ts';
import { gcpFailures } from './failures.ts';
import { projectIn } from './names.ts';
import { emails, type Found, foundOf, readMask, resourceOf } from './resources.ts';

/** One listing a project: ordered by name, every type that Cloud Asset knows. */
const kind = 'cloud-asset';
const projectType = 'cloudresourcemanager.googleapis.com/Project';
const accountType = 'iam.googleapis.com/ServiceAccount';
const oldMs = 10 * 60_000;

export const makeGcpInventory: MakeInventoryProvider = ({ secret, account, endpoint, pace }) => {
  const identity = gcpIdentity(secret, 'read') ?? noIdentity();
  const client = gcpClient({ identity, pace, endpoint });
  const accountsOf = serviceAccounts(client);

  return {
    provider: 'gcp',
    edgesVersion: 1,

    async identity(options) {
      await client.search({ scope: scopeName(account), assetTypes: [projectType], readMask: ['name'] }, null, options);
      return { account, principal: `gcp:${identity.email}` };
    },

    /** Regions are not asked for: one search answers for all of them, and a complete listing must not lack some. */
    async scopes(_chosen, options) {
      const projects = account.includes('/') ? await projectsIn(client, account, options) : [account];
      return projects.map((project): InventoryScope => ({ account: project, region: 'global', kind }));
    },

    async list(scope, cursor, options) {
      if (scope.kind !== kind) throw gcpFailures.refused(`no such listing: ${scope.kind}`);
      const { results, next } = await client.search({ scope: scopeName(scope.account), readMask }, cursor, options);
      const found = results.map(foundOf);
      const accounts = await accountsOf(scope.account, found, options);
      const resources = found.map((each) => resourceOf(each, scope.account, accounts));
      return { resources, ...(next ? { cursor: next } : {}) };
    },

    async detail({ cloudId, account: project, nativeType }, options) {
      // The query language quotes with ", and no name holds one.
      if (/["\\\n]/.test(cloudId)) return null;
      const query = `name="${cloudId}"`;
      const request = { scope: scopeName(project), assetTypes: [nativeType], query, readMask };
      const { results } = await client.search(request, null, options);
      const found = results.filter(({ name }) => name === cloudId).map(foundOf);
      const accounts = await accountsOf(project, found, options);
      return found.map((each) => resourceOf(each, project, accounts))[0] ?? null;
    },

    edges: gcpEdges,
    close() {
      client.close().catch(() => undefined);
    },
  };
};

/** @throws AuroraError `credentials_rejected`, as for a key that is none */
const noIdentity = (): never => {
  throw gcpFailures.rejected(
    'missing',
    'The Google Cloud credentials of this connection are no key of a service account. Make a JSON key for one and enter the whole file.',
  );
};

/** An account is a project's id, or `organizations/…` or `folders/…` for every project below. */
const scopeName = (account: string) => (account.includes('/') ? account : `projects/${account}`);

async function projectsIn(client: GcpClient, parent: string, options?: AskOptions): Promise<string[]> {
  const request = { scope: parent, assetTypes: [projectType], readMask: ['name', 'state'] };
  const projects = await client.searchAll(request, options);
  const active = projects.filter(({ state }) => state === 'ACTIVE').flatMap(({ name }) => projectIn(name ?? '') ?? []);
  return [...new Set(active)].sort();
}

/** Things name a service account by its address, while its full name has a number: looked up once for a while. */
function serviceAccounts(client: GcpClient) {
  const known = new Map<string, { names: Map<string, string>; readAt: number }>();
  return async (project: string, things: Found[], options?: AskOptions): Promise<ReadonlyMap<string, string>> => {
    if (!things.some(({ own }) => emails(own).length > 0)) return new Map();
    const before = known.get(project);
    if (before && Date.now() - before.readAt < oldMs) return before.names;
    const request = { scope: scopeName(project), assetTypes: [accountType], readMask: ['name', 'versionedResources'] };
    const found = await client.searchAll(request, options);
    const names = new Map(found.map(foundOf).map(({ own, result }) => [String(own.email ?? ''), result.name ?? '']));
    known.set(project, { names, readAt: Date.now() });
    return names;
  };
}
