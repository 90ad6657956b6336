/**
 * The kubeconfig of a connection, as it may be used on a worker that many organisations share.
 *
 * The SDK's own loader reads `token-file` while it parses, and later runs `exec` plugins and reads whatever files are
 * named. So the text is parsed here first, and only what carries its content within itself is handed on.
 */
import { KubeConfig, loadYaml } from '@kubernetes/client-node';
import { z } from 'zod';
import { kubernetesFailures } from './failures.ts';

/** A kubeconfig is a few kilobytes: more is somebody's attempt at the parser. */
const mostCharacters = 256 * 1024;

const Fields = z.record(z.string(), z.unknown());
const Kubeconfig = z.object({
  'current-context': z.string().min(1),
  clusters: z.array(z.object({ name: z.string(), cluster: Fields })),
  users: z.array(z.object({ name: z.string(), user: Fields })),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) })),
});

const clusterFields = ['server', 'certificate-authority-data', 'insecure-skip-tls-verify', 'tls-server-name'];
const userFields = ['token', 'client-certificate-data', 'client-key-data', 'username', 'password'];

/**
 * @param text YAML or JSON
 * @param endpoint takes the place of the cluster's own address: a stub
 * @throws AuroraError `credentials_rejected` with `reason` `unsafe` (commands, files, proxies, no TLS) or `missing`
 */
export function readKubeconfig(text: string | undefined, endpoint?: string): KubeConfig {
  const { cluster, user } = currentContext(parse(text));
  refuseOthers('cluster', cluster, clusterFields);
  refuseOthers('user', user, userFields);
  const server = endpoint ?? textOf(cluster, 'server') ?? '';
  if (!endpoint && !/^https:\/\//i.test(server)) throw unsafe('a cluster that is not reached by https');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      server: server.replace(/\/+$/, ''),
      caData: textOf(cluster, 'certificate-authority-data'),
      skipTLSVerify: endpoint !== undefined || cluster['insecure-skip-tls-verify'] === true,
      tlsServerName: textOf(cluster, 'tls-server-name'),
    },
    {
      name: 'user',
      token: textOf(user, 'token'),
      certData: textOf(user, 'client-certificate-data'),
      keyData: textOf(user, 'client-key-data'),
      username: textOf(user, 'username'),
      password: textOf(user, 'password'),
    },
  );
  return config;
}

function parse(text: string | undefined): z.infer<typeof Kubeconfig> {
  if (!text || text.length > mostCharacters) throw incomplete();
  let document: unknown;
  try {
    document = loadYaml(text);
  } catch {
    // The parser's message quotes the line, and the line may be a token.
    throw incomplete();
  }
  const parsed = Kubeconfig.safeParse(document);
  if (!parsed.success) throw incomplete();
  return parsed.data;
}

function currentContext(config: z.infer<typeof Kubeconfig>) {
  const context = byName(config.contexts, config['current-context'])?.context;
  const cluster = context && byName(config.clusters, context.cluster)?.cluster;
  const user = context && byName(config.users, context.user)?.user;
  if (!cluster || !user) throw incomplete();
  return { cluster, user };
}

const byName = <Entry extends { name: string }>(list: Entry[], name: string) => list.find((each) => each.name === name);

const why: Record<string, string> = {
  exec: 'a command that gives credentials (exec)',
  'auth-provider': 'a plugin that gives credentials (auth-provider)',
  'proxy-url': 'a proxy (proxy-url)',
};

function refuseOthers(what: string, fields: Record<string, unknown>, allowed: string[]): void {
  const other = Object.keys(fields).find((key) => !allowed.includes(key) && fields[key] != null);
  if (other) throw unsafe(why[other] ?? `"${other}" of its ${what}`);
}

const textOf = (fields: Record<string, unknown>, key: string): string | undefined => {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const unsafe = (what: string) =>
  kubernetesFailures.rejected(
    'unsafe',
    `The kubeconfig of this connection has ${what}, which is not used on Aurora's workers. Give it one with a token or a client certificate within, for a service account that may only read.`,
  );

const incomplete = () =>
  kubernetesFailures.rejected(
    'missing',
    'The kubeconfig of this connection cannot be read, or its current context names no cluster and user. Enter it again.',
  );
