import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CredentialKind } from '../../db/model/connections.ts';
import type { CredentialPurpose } from '../clouds/credentials.ts';
import { policyOf } from './gate/policy.ts';
import { gateRevision } from './gate.ts';
import { cloudEnvironment } from './other-clouds.ts';

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const keyFile = (email: string) =>
  JSON.stringify({
    type: 'service_account',
    client_email: email,
    private_key: privateKey,
    token_uri: 'http://169.254.169.254/token',
  });

type Account = { credential: CredentialKind; settings: object; secret: Record<string, string> };
const accounts: Record<string, Account> = {
  azure: {
    credential: 'azure_service_principal',
    settings: { tenantId: 't', clientId: 'reader', writeClientId: 'writer', subscriptionId: 's' },
    secret: { client_secret: 'read-secret', write_client_secret: 'write-secret', LD_PRELOAD: '/tmp/x.so' },
  },
  gcp: {
    credential: 'gcp_service_account',
    settings: { gcpProjectId: 'shop-prod' },
    secret: { service_account_key: keyFile('r@x.test'), write_service_account_key: keyFile('w@x.test') },
  },
  ovh: {
    credential: 'ovh_application',
    settings: { ovhEndpoint: 'ovh-ca' },
    secret: {
      application_key: 'ak',
      application_secret: 'as',
      consumer_key: 'read-ck',
      write_consumer_key: 'write-ck',
    },
  },
};
const code = {
  azure: 'resource "azurerm_resource_group" "a" {}',
  gcp: 'resource "google_storage_bucket" "a" {}',
  ovh: 'resource "ovh_domain_zone_record" "a" {}',
};
type Cloud = keyof typeof code;

function environment(clouds: Cloud[], purpose: CredentialPurpose, files: string, change: object = {}) {
  const connections = clouds.map((provider) => ({
    id: 'c',
    provider,
    name: `my ${provider}`,
    secretRef: provider,
    ...accounts[provider],
  }));
  const secrets = { read: async (ref: string) => ({ ...accounts[ref]?.secret, ...change }) };
  const signal = new AbortController().signal;
  return cloudEnvironment(
    { secrets } as never,
    { connections: connections as never, files: { 'main.tf': files }, purpose },
    signal,
  );
}

const azureNames = {
  ARM_TENANT_ID: 't',
  ARM_SUBSCRIPTION_ID: 's',
  ARM_USE_CLI: 'false',
  ARM_USE_MSI: 'false',
  ARM_RESOURCE_PROVIDER_REGISTRATIONS: 'none',
  ARM_SKIP_PROVIDER_REGISTRATION: 'true',
};
const ovhNames = { OVH_ENDPOINT: 'ovh-ca', OVH_APPLICATION_KEY: 'ak', OVH_APPLICATION_SECRET: 'as' };

describe("the environment of Terraform's providers of other clouds", () => {
  it('has what reads for a plan and what changes for an apply, and nothing else', async () => {
    expect(await environment(['azure'], 'read', code.azure)).toEqual({
      ...azureNames,
      ARM_CLIENT_ID: 'reader',
      ARM_CLIENT_SECRET: 'read-secret',
    });
    expect(await environment(['azure'], 'write', code.azure)).toEqual({
      ...azureNames,
      ARM_CLIENT_ID: 'writer',
      ARM_CLIENT_SECRET: 'write-secret',
    });
    expect(await environment(['ovh'], 'read', code.ovh)).toEqual({ ...ovhNames, OVH_CONSUMER_KEY: 'read-ck' });
    expect(await environment(['ovh'], 'write', code.ovh)).toEqual({ ...ovhNames, OVH_CONSUMER_KEY: 'write-ck' });
  });

  it("gives a key file on with Google's own address in place of the one in it", async () => {
    for (const [purpose, email] of [
      ['read', 'r@x.test'],
      ['write', 'w@x.test'],
    ] as const) {
      const { GOOGLE_CREDENTIALS = '', ...rest } = await environment(['gcp'], purpose, code.gcp);
      expect(rest).toEqual({ GOOGLE_PROJECT: 'shop-prod' });
      expect(JSON.parse(GOOGLE_CREDENTIALS)).toMatchObject({
        client_email: email,
        token_uri: 'https://oauth2.googleapis.com/token',
      });
    }
  });

  it('has nothing of a cloud that the files do not name', async () => {
    const all: Cloud[] = ['azure', 'gcp', 'ovh'];
    expect(await environment(all, 'write', 'resource "aws_s3_bucket" "a" {}')).toEqual({});
    expect(Object.keys(await environment(all, 'read', code.ovh)).every((name) => name.startsWith('OVH_'))).toBe(true);
  });

  it('never reads with what changes, nor changes with what reads', async () => {
    const withoutWrite = { write_client_secret: '', write_service_account_key: '', write_consumer_key: '' };
    const withoutRead = { client_secret: '', service_account_key: '', consumer_key: '' };
    for (const cloud of ['azure', 'gcp', 'ovh'] as const) {
      await expect(environment([cloud], 'write', code[cloud], withoutWrite)).rejects.toMatchObject({
        code: 'credentials_rejected',
        userMessage: expect.stringContaining(`"my ${cloud}" holds no credentials that may change`),
      });
      await expect(environment([cloud], 'read', code[cloud], withoutRead)).rejects.toMatchObject({
        code: 'credentials_rejected',
      });
    }
  });
});

describe('the gate of a project with accounts of other clouds', () => {
  const gated = (text: string, ...clouds: Cloud[]) =>
    gateRevision(
      { 'main.tf': text },
      {
        policy: policyOf(
          null,
          clouds.map((provider) => ({ provider })),
        ),
      },
    );
  const azurerm = (more: string) =>
    `terraform {\n required_providers {\n azurerm = { source = "hashicorp/azurerm", version = "4.1.0" }\n }\n}\nprovider "azurerm" {\n features {}\n ${more}\n}\n${code.azure}`;

  it("allows a cloud's provider with its account, and not before", async () => {
    expect((await gated(azurerm(''), 'azure')).findings).toEqual([]);
    expect((await gated(azurerm(''), 'gcp')).findings.map(({ rule }) => rule)).toContain('provider-source');
  });

  it.each([
    ['azure', azurerm('client_secret = "x"'), 'client_secret'],
    ['azure', azurerm('metadata_host = "evil.example"'), 'metadata_host'],
    ['azure', azurerm('oidc_request_url = "https://evil.example"'), 'oidc_request_url'],
    ['gcp', 'provider "google" {\n credentials = "x"\n}', 'credentials'],
    ['gcp', 'provider "google" {\n compute_custom_endpoint = "https://evil.example/"\n}', 'compute_custom_endpoint'],
    ['gcp', 'provider "google" {\n impersonate_service_account = "x@y.test"\n}', 'impersonate_service_account'],
    ['gcp', 'data "google_client_config" "me" {}', 'access token'],
    [
      'ovh',
      'terraform {\n required_providers {\n ovh = { source = "ovh/ovh" }\n }\n}\nprovider "ovh" {\n endpoint = "https://evil.example"\n}',
      'endpoint',
    ],
  ] as const)('refuses in a provider of %s who it is and where it goes (%#)', async (cloud, text, word) => {
    const { ok, findings } = await gated(text, cloud);
    expect(ok).toBe(false);
    expect(findings.map(({ message }) => message).join()).toContain(word);
  });
});
