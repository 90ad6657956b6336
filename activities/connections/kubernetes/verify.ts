/** Looks at a cluster with the kubeconfig that reads and, where there is one, with the one that may apply. */
import { z } from 'zod';
import type { WorkerDeps } from '../../deps.ts';
import { kubernetesFailures } from '../../inventory/kubernetes/failures.ts';
import { allowedAddress } from '../address.ts';
import { Found, failed, listed, ok, skipped, verifierOf, warning } from '../looking.ts';
import type { ConnectionVerifier, Looked, StepFinding } from '../verifier.ts';
import {
  type AskCluster,
  type ClusterReply,
  configOf,
  endFinding,
  endOf,
  inCluster,
  type KubeconfigField,
  newKubeconfig,
} from './asking.ts';
import { missingRights, type Right, readRights, readsSecrets, reviewsPath, rightName, writeRights } from './reviews.ts';

const Version = z.object({ gitVersion: z.string().max(60) });
const Whoami = z.object({ status: z.object({ userInfo: z.object({ username: z.string() }) }) });
const Namespace = z.object({ metadata: z.object({ uid: z.uuid() }) });
const uidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const bindView =
  'kubectl create clusterrolebinding aurora-read --clusterrole=view --serviceaccount=NAMESPACE:ACCOUNT, and a ClusterRole with "get, list" on nodes, persistentvolumes and what else belongs to no namespace';

export function makeVerifyKubernetes({ config }: Pick<WorkerDeps, 'config'>): ConnectionVerifier {
  /** An address of our own network is judged before anything is sent there; a stub's is not people's to give. */
  async function asking<T>(
    at: Looked,
    field: KubeconfigField,
    signal: AbortSignal,
    work: (ask: AskCluster) => Promise<T>,
  ) {
    const kubeconfig = configOf(at, field);
    const server = new URL(kubeconfig.getCurrentCluster()?.server ?? '');
    if (!at.endpoint) await allowedAddress({ host: server.hostname, port: Number(server.port || 443) }, config);
    return inCluster(kubeconfig, signal, work);
  }

  return verifierOf({
    reachable: (at, signal) =>
      asking(at, 'kubeconfig', signal, async (ask) => {
        const { status, body } = await ask('/version');
        const version = Version.safeParse(body);
        if (status === 200 && version.success)
          return ok(`The API server answers: Kubernetes ${version.data.gitVersion}.`);
        if (status === 401 || status === 403) return ok('The API server answers.');
        return failed(
          `What answers at this address is no Kubernetes API server (status ${status}).`,
          'Check "server" in the kubeconfig.',
        );
      }),

    async authenticated(at, signal) {
      const ending = endFinding(endOf(configOf(at, 'kubeconfig')));
      if (ending?.state === 'failed') return ending;
      const name = await asking(at, 'kubeconfig', signal, whoami);
      return ending ?? ok(`Signed in as ${name}.`);
    },

    identity: (at, signal) =>
      asking(at, 'kubeconfig', signal, async (ask) => {
        const uid = await clusterUid(ask);
        const known = uidPattern.test(at.accountId) ? at.accountId : '';
        if (known && known !== uid) return moved;
        return ok(`The cluster is known by its namespace kube-system (uid ${uid}).`, {
          accountId: at.accountId || uid,
        });
      }),

    read: (at, signal) =>
      asking(at, 'kubeconfig', signal, async (ask) => {
        await whoami(ask);
        const missing = await missingRights(ask, readRights);
        if (missing.length === readRights.length) return failed('The account may list nothing.', `Run: ${bindView}.`);
        if (missing.length > 0)
          return warning(
            `The account may not ${names(missing)} in all namespaces. What it does not see is missing in the inventory.`,
            `Run: ${bindView}.`,
          );
        const more = [...writeRights, readsSecrets];
        const lacking = await missingRights(ask, more);
        const has = more.filter((each) => !lacking.includes(each));
        return has.length > 0 ? tooMuch(has) : ok('May list what is in the cluster (cluster role "view").');
      }),

    async write(at, signal) {
      if (!at.secret.write_kubeconfig)
        return skipped('There is no kubeconfig that may change things, so this cluster is only looked at.');
      const ending = endFinding(endOf(configOf(at, 'write_kubeconfig')));
      if (ending) return ending;
      return asking(at, 'write_kubeconfig', signal, async (ask) => {
        await whoami(ask);
        const reads = await asking(at, 'kubeconfig', signal, clusterUid);
        if ((await clusterUid(ask)) !== reads) return otherCluster;
        const missing = await missingRights(ask, writeRights);
        if (missing.length === 0) return ok('The account for changes may apply workloads in all namespaces.');
        return warning(
          `The account for changes may not ${names(missing)} in all namespaces. Plans that need it are refused.`,
          'Bind the cluster role "edit" to it, in the namespaces that Aurora is to change or in all of them: kubectl create clusterrolebinding aurora-write --clusterrole=edit --serviceaccount=NAMESPACE:ACCOUNT.',
        );
      });
    },
  });
}

const names = (rights: Right[]) => listed(rights.map(rightName));

const tooMuch = (rights: Right[]): StepFinding =>
  warning(
    `The account that reads may also ${names(rights)}. Aurora never does so with it, but whoever gets hold of its kubeconfig can.`,
    'Bind it to the cluster role "view" alone, and give the rights to change to another account.',
  );

const moved = failed(
  'The kubeconfig leads to another cluster than the one this connection was made for.',
  'Enter a kubeconfig of that cluster, or connect the other one by itself: what is known of one must not be taken for the other.',
);
const otherCluster = failed(
  'The two kubeconfigs lead to different clusters.',
  'Enter kubeconfigs of the same cluster, one for an account that reads and one for an account that may apply.',
);

/** @throws Found when the cluster does not know who asks */
async function whoami(ask: AskCluster): Promise<string> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const reply = await ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', review);
  if (reply.status === 401) throw unknown();
  // Clusters before 1.28 have no such question, but let only whom they know ask what they may.
  if (reply.status === 404 || reply.status === 403) {
    const spec = { resourceAttributes: { verb: 'list', resource: 'pods' } };
    const asked = await ask(reviewsPath, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec,
    });
    if (asked.status === 401 || asked.status === 403) throw unknown();
    if (asked.status >= 300) throw unexpected(asked);
    return 'an account that the cluster knows';
  }
  const found = Whoami.safeParse(reply.body);
  if (reply.status >= 300 || !found.success) throw unexpected(reply);
  const { username } = found.data.status.userInfo;
  if (username === 'system:anonymous') throw unknown();
  return username;
}

const unknown = () =>
  new Found(
    failed(
      'The cluster does not accept the credentials of the kubeconfig: they have expired or were revoked.',
      newKubeconfig('aurora-read'),
    ),
  );

async function clusterUid(ask: AskCluster): Promise<string> {
  const reply = await ask('/api/v1/namespaces/kube-system');
  if (reply.status === 401) throw unknown();
  if (reply.status === 403)
    throw new Found(
      failed(
        'The account may not get the namespace kube-system, by whose uid a cluster is known.',
        `Give it "get" on namespaces: ${bindView}.`,
      ),
    );
  const found = Namespace.safeParse(reply.body);
  if (reply.status !== 200 || !found.success) throw unexpected(reply);
  return found.data.metadata.uid;
}

const unexpected = ({ status }: ClusterReply): Error =>
  status < 300
    ? kubernetesFailures.unreachable({ status })
    : new Found(
        failed(
          `The cluster refused a question about this connection (status ${status}).`,
          'Check "server" in the kubeconfig, and the rights of its account.',
        ),
      );
