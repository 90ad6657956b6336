/** Looks at an Azure subscription as the application that reads and, where there is one, as the one that contributes. */
import { z } from 'zod';
import { ask, type Reply } from '../../clouds/ask.ts';
import { azureFailures } from '../../inventory/azure/failures.ts';
import { Found, failed, listed, ok, skipped, verifierOf, warning } from '../looking.ts';
import type { Looked, StepFinding } from '../verifier.ts';
import { type Application, hostsOf, reachTenant, tokenOf } from './entra.ts';
import { type Permission, Permissions, permits, readActions, readsAll, writeActions } from './rights.ts';

const Subscription = z.object({ subscriptionId: z.string(), displayName: z.string(), state: z.string() });
const Subscriptions = z.object({ value: z.array(Subscription) });
const Locations = z.object({
  value: z.array(z.object({ name: z.string(), metadata: z.object({ regionType: z.string().optional() }).optional() })),
});
const ArmError = z.object({ error: z.object({ code: z.string() }) });

const iamPage = (subscription: string) =>
  `In the Azure portal, open Subscriptions > ${subscription} > Access control (IAM) > Add role assignment`;

export const verifyAzure = verifierOf({
  reachable: (at, signal) => reachTenant(hostsOf(at.endpoint), reader(at).tenant, signal),

  async authenticated(at, signal) {
    const application = reader(at);
    await tokenOf(hostsOf(at.endpoint), application, signal);
    return ok(`Signed in to the tenant ${application.tenant} as the application ${application.clientId}.`);
  },

  async identity(at, signal) {
    const wanted = subscriptionOf(at);
    if (at.accountId && at.accountId.toLowerCase() !== wanted)
      return failed(
        `This connection was made for the subscription ${at.accountId}, and names ${wanted} now.`,
        'Enter the subscription that it was made for, or connect the other one by itself.',
      );
    const get = await asker(at, reader(at), signal);
    const reply = await get(`/subscriptions/${wanted}?api-version=2022-12-01`);
    const found = Subscription.safeParse(reply.body);
    if (reply.status !== 200) return unseen(reply, wanted, get, reader(at));
    if (!found.success) throw azureFailures.unreachable({ status: reply.status });
    const { displayName, state } = found.data;
    if (state !== 'Enabled')
      return warning(
        `The subscription "${displayName}" is ${state}: Azure refuses changes in it.`,
        'Set it right in the Azure portal: Cost Management + Billing > Subscriptions (a payment, or the spending limit).',
        { accountId: at.accountId || wanted },
      );
    return ok(`Sees the subscription "${displayName}" (${wanted}).`, { accountId: at.accountId || wanted });
  },

  async read(at, signal) {
    const application = reader(at);
    const permissions = await permissionsOf(at, application, signal);
    const missing = readActions.filter((action) => !permits(permissions, action));
    const remedy = `${iamPage(subscriptionOf(at))}, and give the role "Reader" to the application ${application.clientId} on the whole subscription.`;
    if (missing.length === readActions.length)
      return failed('The application may read nothing of this subscription.', remedy);
    if (!readsAll(permissions))
      return warning(
        `The application does not see all of this subscription${missing.length > 0 ? `: it lacks ${listed(missing)}` : ''}. What it does not see is missing in the inventory and in plans.`,
        remedy,
      );
    if (writeActions.some((action) => permits(permissions, action)))
      return warning(
        'The application that reads may also change things here. Aurora never does so with it, but whoever gets hold of its secret can.',
        `Take away what is more than "Reader" from the application ${application.clientId} on this subscription, and give "Contributor" to another one for changes.`,
      );
    return ok('May read everything in this subscription (role "Reader").');
  },

  async write(at, signal) {
    const application = writer(at);
    if (!application)
      return skipped('There is no application that may change things, so this subscription is only looked at.');
    const permissions = await permissionsOf(at, application, signal);
    const missing = writeActions.filter((action) => !permits(permissions, action));
    if (missing.length === 0)
      return ok(`The application ${application.clientId} may change resources here (role "Contributor").`);
    return warning(
      `The application ${application.clientId} is to make changes, and may not do all of it: it lacks ${listed(missing)}. An apply that needs them fails.`,
      `${iamPage(subscriptionOf(at))}, and give the role "Contributor" to ${application.clientId}.`,
    );
  },

  async regions(at, signal) {
    const get = await asker(at, reader(at), signal);
    const reply = await get(`/subscriptions/${subscriptionOf(at)}/locations?api-version=2022-12-01`);
    const found = Locations.safeParse(reply.body);
    if (reply.status !== 200 || !found.success) throw unexpected(reply);
    const regions = found.data.value
      .filter(({ metadata }) => (metadata?.regionType ?? 'Physical') === 'Physical')
      .map(({ name }) => name)
      .sort();
    const unknown = (at.settings.regions ?? []).filter((name) => !regions.includes(name));
    if (unknown.length > 0)
      return warning(
        `This subscription has no region ${listed(unknown)}.`,
        `Choose among those that it has: ${listed(regions, 20)}.`,
        { regions },
      );
    return ok(`${regions.length} regions can be used.`, { regions });
  },
});

type Get = (path: string) => Promise<Reply>;

/** Each step signs in for itself: no token outlives the step that asked for it. */
async function asker(at: Looked, application: Application, signal: AbortSignal): Promise<Get> {
  const hosts = hostsOf(at.endpoint);
  const authorization = `Bearer ${await tokenOf(hosts, application, signal)}`;
  return (path) => ask(azureFailures, `${hosts.arm}${path}`, { headers: { authorization } }, signal);
}

async function permissionsOf(at: Looked, application: Application, signal: AbortSignal): Promise<Permission[]> {
  const get = await asker(at, application, signal);
  const subscription = subscriptionOf(at);
  const reply = await get(
    `/subscriptions/${subscription}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
  );
  if (reply.status === 403 || reply.status === 404) return [];
  const found = Permissions.safeParse(reply.body);
  if (reply.status !== 200 || !found.success) throw unexpected(reply);
  return found.data.value;
}

/** It is not there for this application: says which ones are. */
async function unseen(reply: Reply, wanted: string, get: Get, { clientId, tenant }: Application): Promise<StepFinding> {
  if (codeOf(reply) === 'InvalidAuthenticationTokenTenant')
    return failed(
      `The subscription ${wanted} belongs to another tenant than ${tenant}.`,
      'Enter the tenant that the Azure portal shows on the page of the subscription, with an application of that tenant.',
    );
  if (reply.status !== 403 && reply.status !== 404) throw unexpected(reply);
  const others = Subscriptions.safeParse((await get('/subscriptions?api-version=2022-12-01')).body).data?.value ?? [];
  const seen = others.map(({ displayName, subscriptionId }) => `"${displayName}" (${subscriptionId})`);
  return failed(
    `The application ${clientId} sees no subscription ${wanted}${seen.length > 0 ? `, but ${listed(seen)}` : ' and no other one'}.`,
    `${iamPage(wanted)}, and give the role "Reader" to the application. A new role takes some minutes to count.`,
  );
}

const codeOf = ({ body }: Reply): string => ArmError.safeParse(body).data?.error.code ?? '';

/** Refused although a token was just given: nothing that a retry mends, and never a yes. */
function unexpected(reply: Reply): Error {
  const { status } = reply;
  if (status === 200) return azureFailures.unreachable({ status });
  return new Found(
    failed(
      `Azure refused a question about this subscription (status ${status}${codeOf(reply) ? `, ${codeOf(reply)}` : ''}).`,
      'Check that the application is enabled, and has the role "Reader" on the subscription.',
    ),
  );
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const subscriptionOf = ({ settings, accountId }: Looked): string =>
  guid(settings.subscriptionId ?? accountId, 'subscription');

function reader({ settings, secret }: Looked): Application {
  const tenant = guid(settings.tenantId ?? secret.tenant_id, 'tenant');
  const clientId = guid(settings.clientId ?? secret.client_id, 'application (client)');
  if (!secret.client_secret) throw noSecret(clientId);
  return { tenant, clientId, clientSecret: secret.client_secret };
}

function writer(at: Looked): Application | null {
  const id = at.settings.writeClientId ?? at.secret.write_client_id;
  const secret = at.secret.write_client_secret;
  if (!id && !secret) return null;
  const clientId = guid(id, 'application (client) that makes changes');
  if (!secret) throw noSecret(clientId);
  return { tenant: reader(at).tenant, clientId, clientSecret: secret };
}

function guid(value: string | undefined, what: string): string {
  const id = value?.toLowerCase() ?? '';
  if (idPattern.test(id)) return id;
  throw new Found(
    failed(`The id of the ${what} is missing, or is no id.`, 'Copy it from the Azure portal and enter it again.'),
  );
}

const noSecret = (clientId: string) =>
  new Found(failed(`The secret of the application ${clientId} is missing.`, 'Enter it again: the connection lost it.'));
