/** Looks at a Google Cloud project as the service account that reads and, where there is one, as the one that changes. */
import { z } from 'zod';
import { ask, skewRemedy, skewWords } from '../../clouds/ask.ts';
import { credentialFields } from '../../clouds/credential-fields.ts';
import type { CredentialPurpose } from '../../clouds/credentials.ts';
import { type GcpIdentity, gcpIdentity } from '../../clouds/gcp/identity.ts';
import { googleUrl } from '../../clouds/gcp/token.ts';
import type { WorkerDeps } from '../../deps.ts';
import { gcpFailures } from '../../inventory/gcp/failures.ts';
import { Found, failed, listed, ok, skipped, verifierOf, warning } from '../looking.ts';
import type { ConnectionVerifier, Looked } from '../verifier.ts';
import { type AskGoogle, apiDisabled, errorInfo, signedIn, unexpected } from './asking.ts';
import { commonRegions, readPermissions, writePermissions } from './permissions.ts';

const Project = z.object({
  name: z.string(),
  projectId: z.string(),
  displayName: z.string().optional(),
  state: z.string(),
});
const Granted = z.object({ permissions: z.array(z.string()).default([]) });
const Regions = z.object({ items: z.array(z.object({ name: z.string() })).default([]) });

const iamPage = (project: string) => `https://console.cloud.google.com/iam-admin/iam?project=${project}`;

export function makeVerifyGcp({ secrets }: Pick<WorkerDeps, 'secrets'>): ConnectionVerifier {
  /** @returns null when there is none for changes */
  async function identityFor(at: Looked, purpose: CredentialPurpose, signal: AbortSignal): Promise<GcpIdentity | null> {
    const { orgId, connectionId: id, credential, settings, secret } = at;
    return gcpIdentity(
      await credentialFields(secrets, { orgId, id, credential, settings }, secret, { signal }),
      purpose,
    );
  }

  async function reader(at: Looked, signal: AbortSignal): Promise<GcpIdentity> {
    const identity = await identityFor(at, 'read', signal);
    if (identity) return identity;
    throw new Found(
      failed(
        'This connection holds no service account to read with.',
        'Enter the key file of a service account, whole, or the address of the one that Aurora may stand for.',
      ),
    );
  }

  const signIn = async (at: Looked, signal: AbortSignal) => {
    const identity = await reader(at, signal);
    return { identity, google: await signedIn(identity, at.endpoint, signal) };
  };

  return verifierOf({
    async reachable(at, signal) {
      // Without a token on purpose: any answer will do, and its date tells of the clocks.
      const url = googleUrl(at.endpoint, 'cloudresourcemanager', `/v3/projects/${projectOf(at)}`);
      const { skewSeconds } = await ask(gcpFailures, url, {}, signal);
      if (skewSeconds === 0) return ok('Google Cloud answers.');
      return warning(
        `Google Cloud answers. ${skewWords(skewSeconds, "Google's")} Tokens are refused from some minutes on.`,
        skewRemedy,
      );
    },

    async authenticated(at, signal) {
      const { identity } = await signIn(at, signal);
      const how = identity.kind === 'key' ? 'by its key' : 'by workload identity federation, without a key of its own';
      return ok(`Signed in as ${identity.email}, ${how}.`);
    },

    async identity(at, signal) {
      const project = projectOf(at);
      if (at.accountId && at.accountId !== project)
        return failed(
          `This connection was made for the project ${at.accountId}, and names ${project} now.`,
          'Enter the project that it was made for, or connect the other one by itself.',
        );
      const { identity, google } = await signIn(at, signal);
      const reply = await google('cloudresourcemanager', `/v3/projects/${project}`);
      const off = apiDisabled(reply, project);
      if (off) return failed(off.text, off.remedy);
      if (reply.status === 403 || reply.status === 404)
        return failed(
          `There is no project ${project}, or ${identity.email} may not see it (${errorInfo(reply).status || reply.status}).`,
          `Check the project's id, and give the account the role "Viewer" (roles/viewer) at ${iamPage(project)}.`,
        );
      const found = Project.safeParse(reply.body);
      if (reply.status !== 200 || !found.success) throw unexpected(reply, identity);
      const { displayName, state } = found.data;
      if (state !== 'ACTIVE')
        return failed(
          `The project ${project} is being deleted (${state}).`,
          'Restore it in the Google Cloud console: IAM & Admin > Manage resources > Resources pending deletion.',
        );
      return ok(`Sees the project ${displayName ? `"${displayName}" (${project})` : project}.`, { accountId: project });
    },

    async read(at, signal) {
      const project = projectOf(at);
      const { identity, google } = await signIn(at, signal);
      const granted = await grantedOf(google, identity, project, [...readPermissions, ...writePermissions]);
      const missing = readPermissions.filter((name) => !granted.includes(name));
      const remedy = `Give ${identity.email} the roles "Viewer" (roles/viewer) and "Cloud Asset Viewer" (roles/cloudasset.viewer) at ${iamPage(project)}.`;
      if (missing.length === readPermissions.length)
        return failed(`${identity.email} may read nothing of the project ${project}.`, remedy);
      if (missing.length > 0)
        return warning(
          `${identity.email} does not see all of the project: it lacks ${listed(missing)}. What it does not see is missing in the inventory and in plans.`,
          remedy,
        );
      const assets = await google('cloudasset', `/v1/projects/${project}:searchAllResources?pageSize=1`);
      const off = apiDisabled(assets, project);
      if (off) return warning(`${off.text} Without it there is no inventory of this project.`, off.remedy);
      if (assets.status !== 200) throw unexpected(assets, identity);
      if (granted.some((name) => writePermissions.includes(name)))
        return warning(
          `${identity.email} is to read, and may also change things. Aurora never does so with it, but whoever gets hold of its key can.`,
          `Take away what is more than "Viewer" at ${iamPage(project)}, and give "Editor" to another account for changes.`,
        );
      return ok('May read everything in this project (role "Viewer").');
    },

    async write(at, signal) {
      const project = projectOf(at);
      const identity = await identityFor(at, 'write', signal);
      if (!identity)
        return skipped('There is no service account that may change things, so this project is only looked at.');
      const google = await signedIn(identity, at.endpoint, signal);
      const granted = await grantedOf(google, identity, project, writePermissions);
      const missing = writePermissions.filter((name) => !granted.includes(name));
      if (missing.length === 0) return ok(`${identity.email} may change resources here (role "Editor").`);
      return warning(
        `${identity.email} is to make changes, and may not do all of it: it lacks ${listed(missing)}. An apply that needs them fails.`,
        `Give it the role "Editor" (roles/editor), or roles that hold these permissions, at ${iamPage(project)}.`,
      );
    },

    async regions(at, signal) {
      const project = projectOf(at);
      const { identity, google } = await signIn(at, signal);
      const reply = await google('compute', `/compute/v1/projects/${project}/regions?fields=items/name`);
      const off = apiDisabled(reply, project);
      if (off)
        return warning(
          `${off.text} The regions of the project cannot be asked for, so the usual ones are taken.`,
          off.remedy,
          { regions: commonRegions },
        );
      if (reply.status === 403)
        return warning(
          `${identity.email} may not list regions (compute.regions.list), so the usual ones are taken.`,
          `Give it the role "Viewer" (roles/viewer) at ${iamPage(project)}.`,
          { regions: commonRegions },
        );
      const found = Regions.safeParse(reply.body);
      if (reply.status !== 200 || !found.success) throw unexpected(reply, identity);
      const regions = found.data.items.map(({ name }) => name).sort();
      return ok(`${regions.length} regions can be used.`, { regions });
    },
  });
}

async function grantedOf(google: AskGoogle, identity: GcpIdentity, project: string, permissions: readonly string[]) {
  const json = { permissions };
  const reply = await google('cloudresourcemanager', `/v3/projects/${project}:testIamPermissions`, { json });
  const off = apiDisabled(reply, project);
  if (off) throw new Found(failed(off.text, off.remedy));
  if (reply.status === 403 || reply.status === 404) return [];
  const found = Granted.safeParse(reply.body);
  if (reply.status !== 200 || !found.success) throw unexpected(reply, identity);
  return found.data.permissions;
}

/** `domain.com:name` is how the oldest projects are called. */
const projectPattern = /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

function projectOf({ settings, accountId }: Looked): string {
  const project = settings.gcpProjectId ?? accountId;
  if (projectPattern.test(project)) return project;
  throw new Found(
    failed(
      'This connection names no project of Google Cloud.',
      "Enter the project's id, such as shop-prod-4711: not its name, and not its number.",
    ),
  );
}
