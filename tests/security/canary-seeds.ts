/** A secret of its own kind in every field that takes one, put there as people do: through the API. */
import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../../cli/api-client.ts';
import type { ConnectionDetails } from '../../web/lib/api-types.generated.ts';
import { type Shop, shopState, startShop } from '../support/clouds/kubernetes-server/shop.ts';

/** Where a form wants one; both begin alike, so that two searches find all. */
export type Canary = { text: string; capitals: string };

export const newCanary = (): Canary => {
  const id = randomUUID().replaceAll('-', '').slice(0, 16);
  return { text: `canary${id}`, capitals: `CANARY${id.toUpperCase()}` };
};

const pem = (text: string) => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`;

/** The fields of `secret` by kind of credential. */
function secretsOf({ text, capitals }: Canary, shop: Pick<Shop, 'kubeconfig'>) {
  const key = (name: string) =>
    JSON.stringify({
      type: 'service_account',
      project_id: 'aurora-canary',
      client_email: `${name}@x.test`,
      private_key: pem(`${text}-${name}`),
    });
  return {
    aws_access_keys: {
      read_access_key_id: `AKIA${capitals}R`,
      read_secret_access_key: `${text}-aws-read`,
      write_access_key_id: `AKIA${capitals}W`,
      write_secret_access_key: `${text}-aws-write`,
      session_token: `${text}-aws-session`,
    },
    azure_service_principal: { client_secret: `${text}-azure`, write_client_secret: `${text}-azure-write` },
    gcp_service_account: { service_account_key: key('read'), write_service_account_key: key('write') },
    ovh_application: {
      application_key: `${text}-ovh-key`,
      application_secret: `${text}-ovh-secret`,
      consumer_key: `${text}-ovh-consumer`,
      write_consumer_key: `${text}-ovh-write`,
    },
    kubeconfig: { kubeconfig: shop.kubeconfig(`${text}-read`), write_kubeconfig: shop.kubeconfig(`${text}-write`) },
    ssh_key: { private_key: pem(`${text}-ssh`), passphrase: `${text}-ssh-passphrase` },
  };
}

function settingsOf(): Record<string, unknown> {
  const uuid = () => randomUUID();
  return {
    azure_service_principal: { tenantId: uuid(), clientId: uuid(), writeClientId: uuid(), subscriptionId: uuid() },
    gcp_service_account: { gcpProjectId: 'aurora-canary' },
    ovh_application: { ovhEndpoint: 'ovh-eu' },
    ssh_key: { hosts: [{ host: '127.0.0.1', port: 1, user: 'root' }] },
  };
}

/**
 * A cluster that answers, the only one of the accounts: the agent reads in it with the canary. Asked for services, it
 * says the token back, as some gateways do that mean to help.
 */
export function startCanaryShop({ text }: Canary): Promise<Shop> {
  const state = shopState();
  state.token = `${text}-read`;
  state.writeToken = `${text}-write`;
  state.before = ({ url, headers }) => {
    if (!url.pathname.endsWith('/services')) return undefined;
    const message = `the token ${headers.authorization?.split(' ')[1]} may not list services`;
    return { status: 403, body: { kind: 'Status', status: 'Failure', reason: 'Forbidden', message } };
  };
  return startShop(state);
}

/** @returns the connections, whose checks begin by themselves */
export async function plantConnections(api: ApiClient, canary: Canary, shop: Shop): Promise<ConnectionDetails[]> {
  const settings = settingsOf();
  const made = Object.entries(secretsOf(canary, shop)).map(([credential, secret]) =>
    api.post<ConnectionDetails>('/connections', {
      id: randomUUID(),
      name: credential,
      credential,
      settings: settings[credential] ?? {},
      secret,
    }),
  );
  return Promise.all(made);
}

export async function plantTheRest(api: ApiClient, { text, capitals }: Canary): Promise<void> {
  await api.post('/integrations', {
    kind: 'slack',
    name: 'Ops',
    secrets: { botToken: `xoxb-${text}`, signingSecret: `${text}-signing` },
  });
  await api.post('/integrations', {
    kind: 'github',
    name: 'Code',
    settings: { github: { auth: 'token' } },
    secrets: { token: `ghp_${text}`, webhookSecret: `${text}-hook` },
  });
  await api.post('/billing-accounts', {
    name: 'Bills',
    kind: 's3_focus',
    settings: { bucket: 'bills', prefix: 'focus/', region: 'us-east-1' },
    credentials: { read_access_key_id: `AKIA${capitals}B`, read_secret_access_key: `${text}-billing` },
  });
  await api.post('/knowledge/sources', {
    name: 'Runbooks',
    kind: 'git',
    settings: { git: { url: 'https://127.0.0.1:1/docs.git' } },
    credentials: { username: 'aurora', token: `${text}-git` },
  });
}
