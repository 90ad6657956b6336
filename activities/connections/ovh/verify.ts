/** Looks at an OVHcloud customer account by what its consumer keys grant. */
import { z } from 'zod';
import { type Reply, skewRemedy, skewWords } from '../../clouds/ask.ts';
import { ovhFailures } from '../../inventory/ovh/failures.ts';
import { day, endingOf, Found, failed, listed, ok, skipped, verifierOf, warning } from '../looking.ts';
import { accessOf, askOvh, codeOf, type OvhAccess, ovhTime, tokenPage } from './asking.ts';
import { Credential, mayChange, missingReads, missingWrites, readPaths } from './rules.ts';

/** A signature is good for a few minutes; what is off by less is the network's time. */
const noticedSeconds = 60;
/** An account may have hundreds: the regions of a few say enough. */
const projectsAsked = 5;

const Me = z.object({ nichandle: z.string().min(1), state: z.string().optional() });
const Names = z.array(z.string());

export const verifyOvh = verifierOf({
  async reachable(at, signal) {
    const access = accessOf(at, 'consumer_key');
    const skew = (await ovhTime(access, signal)) - Math.round(Date.now() / 1000);
    if (Math.abs(skew) < noticedSeconds) return ok(`OVHcloud answers at ${access.place}.`);
    return warning(
      `OVHcloud answers at ${access.place}. ${skewWords(skew, "OVHcloud's")} Requests are signed with OVHcloud's time, so they are taken all the same.`,
      skewRemedy,
    );
  },

  async authenticated(at, signal) {
    const access = accessOf(at, 'consumer_key');
    const { expiration } = await credentialOf(access, signal);
    if (!expiration) return ok('OVHcloud accepts the keys; the consumer key does not expire.');
    const until = new Date(expiration);
    if (endingOf(until) === 'later')
      return ok(`OVHcloud accepts the keys; the consumer key is good until ${day(until)}.`);
    return warning(
      `The consumer key expires on ${day(until)}. From then on nothing of this account can be seen.`,
      `Make a new one at ${tokenPage(access.place)} with the validity "Unlimited", and enter it here.`,
    );
  },

  async identity(at, signal) {
    const access = accessOf(at, 'consumer_key');
    const reply = await askOvh(access, '/me', signal);
    if (reply.status === 403) return notGranted(access, 'GET /me');
    const me = Me.safeParse(reply.body);
    if (reply.status !== 200 || !me.success) throw unexpected(reply);
    const { nichandle } = me.data;
    if (at.accountId && at.accountId.toLowerCase() !== nichandle.toLowerCase())
      return failed(
        `These keys are of the customer account ${nichandle}; this connection was made for ${at.accountId}.`,
        'Enter keys of that account, or connect this one by itself.',
      );
    return ok(`Signed in as the customer ${nichandle} at ${access.place}.`, { accountId: at.accountId || nichandle });
  },

  async read(at, signal) {
    const access = accessOf(at, 'consumer_key');
    const { rules } = await credentialOf(access, signal);
    const missing = missingReads(rules);
    const page = tokenPage(access.place);
    if (missing.length === readPaths.length)
      return failed('The consumer key grants none of what Aurora reads.', `Make one that grants GET on /* at ${page}.`);
    if (missing.length > 0)
      return warning(
        `The consumer key does not grant GET on ${listed(missing)}. What lies there is missing in the inventory and in plans.`,
        `Make one that grants GET on /* at ${page}.`,
      );
    const changes = mayChange(rules);
    if (changes.length > 0)
      return warning(
        `The consumer key that reads may also change things: ${listed(changes)}. Aurora never does so with it, but whoever gets hold of it can.`,
        `Make one that grants GET alone at ${page}, and enter the other one as the key for changes.`,
      );
    return ok('May read everything (GET on all paths).');
  },

  async write(at, signal) {
    if (!at.secret.write_consumer_key)
      return skipped('There is no consumer key that may change things, so this account is only looked at.');
    const access = accessOf(at, 'write_consumer_key');
    const { rules, expiration } = await credentialOf(access, signal);
    const page = tokenPage(access.place, ['GET', 'POST', 'PUT', 'DELETE']);
    const missing = missingWrites(rules);
    if (missing.length > 0)
      return warning(
        `The consumer key for changes does not grant ${listed(missing)}. An apply that needs it fails.`,
        `Make one that grants GET, POST, PUT and DELETE on /* at ${page}, for the same application.`,
      );
    if (expiration && endingOf(new Date(expiration)) !== 'later')
      return warning(
        `The consumer key for changes expires on ${day(new Date(expiration))}.`,
        `Make a new one at ${page}.`,
      );
    return ok('May create, change and delete in the public cloud projects.');
  },

  async regions(at, signal) {
    const access = accessOf(at, 'consumer_key');
    const projects = await namesAt(access, '/cloud/project', signal);
    if (projects.length === 0) return ok('There is no public cloud project, so no regions.', { regions: [] });
    const some = projects.toSorted().slice(0, projectsAsked);
    const regions = new Set<string>();
    for (const project of some) {
      for (const name of await namesAt(access, `/cloud/project/${encodeURIComponent(project)}/region`, signal))
        regions.add(name);
    }
    const all = [...regions].sort();
    return ok(`${projects.length} public cloud projects, with the regions ${listed(all, 12)}.`, { regions: all });
  },
});

/** @throws Found when the key is not, or no longer, confirmed */
async function credentialOf(access: OvhAccess, signal: AbortSignal) {
  const reply = await askOvh(access, '/auth/currentCredential', signal);
  const found = Credential.safeParse(reply.body);
  if (reply.status !== 200 || !found.success) throw unexpected(reply);
  const { status, expiration, rules } = found.data;
  const page = tokenPage(access.place);
  const ended = expiration ? endingOf(new Date(expiration)) === 'ended' : false;
  if (status === 'expired' || ended)
    throw new Found(
      failed(
        `The consumer key has expired${expiration ? ` on ${day(new Date(expiration))}` : ''}.`,
        `Make a new one at ${page} with the validity "Unlimited", and enter it here.`,
      ),
    );
  if (status === 'pendingValidation')
    throw new Found(
      failed(
        'The consumer key was asked for and never confirmed.',
        `Open the validation address that came with it and sign in, or make a new one at ${page}.`,
      ),
    );
  if (status === 'refused')
    throw new Found(failed('The consumer key was refused by the customer.', `Make a new one at ${page}.`));
  return { expiration, rules };
}

/** A suspended project answers with errors of its own: it has no regions to speak of. */
async function namesAt(access: OvhAccess, path: string, signal: AbortSignal): Promise<string[]> {
  const reply = await askOvh(access, path, signal);
  if (reply.status === 403) throw new Found(notGranted(access, `GET ${path}`));
  if (path !== '/cloud/project' && reply.status >= 400) return [];
  const names = Names.safeParse(reply.body);
  if (reply.status !== 200 || !names.success) throw unexpected(reply);
  return names.data;
}

const notGranted = ({ place }: OvhAccess, what: string) =>
  failed(`The consumer key does not grant ${what}.`, `Make one that grants GET on /* at ${tokenPage(place)}.`);

function unexpected(reply: Reply): Error {
  const { status } = reply;
  if (status === 200) return ovhFailures.unreachable({ status });
  return new Found(
    failed(
      `OVHcloud refused a question about this account (status ${status}${codeOf(reply) ? `, ${codeOf(reply)}` : ''}).`,
      'Make new keys, and report this if it stays.',
    ),
  );
}
