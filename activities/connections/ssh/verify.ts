/** Looks at hosts by SSH: whether they are who people accepted, and let the connection's key in. */
import type { ConnectionSettings } from '../../../db/model/connections.ts';
import { mapWithLimit } from '../../clouds/concurrency.ts';
import type { WorkerDeps } from '../../deps.ts';
import { allowedAddress } from '../address.ts';
import { Found, failed, listed, ok, skipped, verifierOf, warning } from '../looking.ts';
import type { ConnectionVerifier, Looked, StepFinding } from '../verifier.ts';
import { enter, type HostPlace, type Shown, shownKey } from './host.ts';
import { judgeKey } from './key.ts';

type Host = NonNullable<ConnectionSettings['hosts']>[number];
type Seen = { host: Host; name: string; place: HostPlace; shown: Shown };

const atOnce = 4;
const compare =
  'Compare it with what the host itself says (on its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub)';

export function makeVerifySsh({ config }: Pick<WorkerDeps, 'config'>): ConnectionVerifier {
  async function see(host: Host, signal: AbortSignal): Promise<Seen> {
    const { port, user } = host;
    const name = `${host.host}:${port}`;
    try {
      const place = { address: await allowedAddress(host, config), port, user };
      return { host, name, place, shown: await shownKey(place, host.hostKeySha256, signal) };
    } catch (error) {
      if (!(error instanceof Found)) throw error;
      const { text, remedy } = error.finding;
      return {
        host,
        name,
        place: { address: '', port, user },
        shown: { kind: 'silent', why: `${text} ${remedy ?? ''}`.trim() },
      };
    }
  }

  const seeAll = (at: Looked, signal: AbortSignal): Promise<Seen[]> =>
    mapWithLimit(hostsOf(at), atOnce, (host) => see(host, signal));

  async function enterAll(at: Looked, ask: boolean, signal: AbortSignal) {
    const seen = await seeAll(at, signal);
    const { private_key: privateKey = '', passphrase } = at.secret;
    const keys = { privateKey, ...(passphrase ? { passphrase } : {}) };
    const entries = await mapWithLimit(seen, atOnce, async ({ name, place, host, shown }) => {
      const pinned = host.hostKeySha256;
      if (shown.kind !== 'pinned' || pinned === null) return { name, user: host.user, entry: null };
      return { name, user: host.user, entry: await enter(place, { pinned, family: shown.family, keys, ask }, signal) };
    });
    return entries.flatMap(({ entry, ...rest }) => (entry ? [{ ...rest, entry }] : []));
  }

  return verifierOf({
    reachable: async (at, signal) => reachableFinding(await seeAll(at, signal)),

    async authenticated(at, signal) {
      const { kind } = judgeKey(at.secret);
      const tried = await enterAll(at, false, signal);
      if (tried.length === 0) return notAccepted;
      const changed = tried.filter(({ entry }) => entry.kind === 'changed').map(({ name }) => name);
      if (changed.length > 0) return changedFinding(changed.map((name) => `${name}`));
      const refused = tried.filter(({ entry }) => entry.kind === 'refused').map(({ name, user }) => `${user}@${name}`);
      if (refused.length === 0) return ok(`${counted(tried.length)} let the key (${kind}) in.`);
      const remedy =
        'Add the public key to ~/.ssh/authorized_keys of that user on the host (mode 600, in a folder of mode 700), and check the name of the user.';
      const text = `The key (${kind}) is refused by ${listed(refused)}.`;
      return refused.length === tried.length ? failed(text, remedy) : warning(text, remedy);
    },

    async identity(at, signal) {
      judgeKey(at.secret);
      const tried = await enterAll(at, true, signal);
      const inside = tried.flatMap(({ name, user, entry }) => (entry.kind === 'in' ? [{ name, user, entry }] : []));
      if (tried.length === 0) return notAccepted;
      if (inside.length === 0)
        return failed('No host lets the key in any more.', 'Look again, and at the step before.');
      const mute = inside.filter(({ entry }) => entry.says.length < 2).map(({ name }) => name);
      if (mute.length > 0)
        return warning(
          `${listed(mute)} let the key in, but ran none of "id -un; uname -sr".`,
          'Give the user a shell, or take a forced command off its key in authorized_keys.',
        );
      const said = inside.map(({ name, entry: { says } }) => `${says[0]}@${name} (${says[1]})`);
      return ok(`Signed in as ${listed(said)}.`, { accountId: at.accountId || (hostsOf(at)[0]?.host ?? '') });
    },
  });
}

function reachableFinding(seen: Seen[]): StepFinding {
  const of = (kind: Shown['kind']) => seen.filter(({ shown }) => shown.kind === kind);
  const changed = of('changed');
  if (changed.length > 0)
    return changedFinding(
      changed.map(({ name, host, shown }) => `${name} (accepted ${host.hostKeySha256}, shows ${keyIn(shown)})`),
    );
  const silent = of('silent').map(({ name, shown }) => `${name}: ${shown.kind === 'silent' ? shown.why : ''}`);
  const unknown = of('unknown').map(({ name, shown }) => `${name} shows ${keyIn(shown)}`);
  const checkHosts = 'Check name, port and firewall of the hosts that do not answer.';
  if (silent.length === seen.length) return failed(`No host answers. ${silent.join('; ')}.`, checkHosts);
  if (unknown.length + silent.length === 0) return ok(`${counted(seen.length)} proved to be who they are.`);
  const parts = [
    unknown.length > 0 ? `Not accepted yet: ${unknown.join('; ')}. Nothing is done there until somebody has.` : '',
    silent.length > 0 ? `Not reached: ${silent.join('; ')}.` : '',
  ];
  const remedies = [
    unknown.length > 0 ? `${compare}, then accept it in the connection's hosts.` : '',
    silent.length > 0 ? checkHosts : '',
  ];
  return warning(parts.filter(Boolean).join(' '), remedies.filter(Boolean).join(' '));
}

const keyIn = (shown: Shown): string => ('sha256' in shown ? shown.sha256 : 'nothing');

const changedFinding = (which: string[]): StepFinding =>
  failed(
    `THE HOST KEY HAS CHANGED: ${which.join('; ')}. Either the host was made anew, or somebody stands between it and Aurora. Nothing was sent there.`,
    `Ask whoever runs the host. ${compare}; only where it is the same, accept the new key in the connection's hosts.`,
  );

const notAccepted = skipped('No host was signed in to: none has a host key that somebody accepted.');

const counted = (n: number): string => (n === 1 ? 'The host' : `All ${n} hosts`);

function hostsOf({ settings }: Looked): Host[] {
  if (settings.hosts && settings.hosts.length > 0) return settings.hosts;
  throw new Found(failed('This connection names no hosts.', 'Enter at least one: its name, port and user.'));
}
