/** A project with one of each relation, and as many disks as a test likes. */
import { generateKeyPairSync } from 'node:crypto';
import type { protos } from '@google-cloud/asset';
import type { GcpStubState } from './server.ts';
import { toStruct } from './struct.ts';

type Result = protos.google.cloud.asset.v1.IResourceSearchResult;

export const project = 'shop-prod';
/** In places of the answers that nothing may come out of. */
export const canary = 'canary-2b77fe';
const email = `reader@${project}.iam.gserviceaccount.com`;

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const computeUrl = (path: string) => `https://www.googleapis.com/compute/v1/projects/${project}/${path}`;
const parent = `//cloudresourcemanager.googleapis.com/projects/${project}`;

function result(service: string, type: string, path: string, own: object, more: Partial<Result> = {}): Result {
  return {
    name: `//${service}.googleapis.com/${path}`,
    assetType: `${service}.googleapis.com/${type}`,
    project: 'projects/123456',
    displayName: path.split('/').at(-1),
    location: 'europe-west1',
    labels: { team: 'core' },
    createTime: { seconds: 1_772_000_000 },
    parentFullResourceName: parent,
    versionedResources: [{ version: 'v1', resource: toStruct(own) }],
    additionalAttributes: toStruct({ secret: canary }),
    ...more,
  };
}

const place = (path: string) => `projects/${project}/${path}`;

const related: Result[] = [
  result(
    'compute',
    'Instance',
    place('zones/europe-west1-b/instances/web'),
    {
      status: 'RUNNING',
      machineType: computeUrl('zones/europe-west1-b/machineTypes/e2-small'),
      metadata: { items: [{ key: 'startup-script', value: canary }] },
      networkInterfaces: [
        {
          networkIP: '10.0.0.2',
          network: computeUrl('global/networks/main'),
          subnetwork: computeUrl('regions/europe-west1/subnetworks/apps'),
        },
      ],
      disks: [{ source: computeUrl('zones/europe-west1-b/disks/web') }],
      serviceAccounts: [{ email: `app@${project}.iam.gserviceaccount.com` }],
    },
    {
      relationships: {
        INSTANCE_TO_INSTANCEGROUP: {
          relatedResources: [
            {
              assetType: 'compute.googleapis.com/InstanceGroup',
              fullResourceName: `//compute.googleapis.com/${place('zones/europe-west1-b/instanceGroups/web')}`,
            },
          ],
        },
        INSTANCE_TO_DISK: {
          relatedResources: [
            {
              assetType: 'compute.googleapis.com/Disk',
              fullResourceName: `//compute.googleapis.com/${place('zones/europe-west1-b/disks/web')}`,
            },
          ],
        },
      },
    },
  ),
  result(
    'compute',
    'Disk',
    place('zones/europe-west1-b/disks/web'),
    { sizeGb: '20' },
    {
      kmsKeys: [`projects/${project}/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1`],
    },
  ),
  result('compute', 'InstanceGroup', place('zones/europe-west1-b/instanceGroups/web'), {}),
  result(
    'compute',
    'Network',
    place('global/networks/main'),
    { routingConfig: { routingMode: 'GLOBAL' } },
    { location: 'global' },
  ),
  result('compute', 'Subnetwork', place('regions/europe-west1/subnetworks/apps'), {
    network: computeUrl('global/networks/main'),
  }),
  result('sqladmin', 'Instance', `${place('instances/orders')}`, {
    databaseVersion: 'POSTGRES_17',
    settings: { tier: 'db-f1-micro', ipConfiguration: { privateNetwork: place('global/networks/main') } },
    rootPassword: canary,
  }),
  result('pubsub', 'Topic', place('topics/orders'), {}),
  result('pubsub', 'Subscription', place('subscriptions/mail'), {
    topic: place('topics/orders'),
    pushConfig: { pushEndpoint: canary },
  }),
  result('run', 'Service', place('locations/europe-west1/services/api'), {
    spec: {
      template: {
        spec: {
          serviceAccountName: `app@${project}.iam.gserviceaccount.com`,
          containers: [{ image: 'img:1', env: [{ name: 'KEY', value: canary }] }],
        },
      },
    },
  }),
  result('iam', 'ServiceAccount', place('serviceAccounts/100200300'), {
    email: `app@${project}.iam.gserviceaccount.com`,
  }),
  result('cloudkms', 'CryptoKey', place('locations/global/keyRings/r/cryptoKeys/k'), {}),
  result('storage', 'Bucket', 'assets-bucket', { storageClass: 'STANDARD' }),
];

export const gcpState = (disks: number): GcpStubState => ({
  publicKey: keys.publicKey,
  email,
  pageSize: 25,
  results: {
    [`projects/${project}`]: [
      ...related,
      ...Array.from({ length: disks }, (_, n) =>
        result('compute', 'Disk', place(`zones/europe-west1-b/disks/bulk-${n}`), {}),
      ),
    ],
    'organizations/77': ['shop-prod', 'shop-test', 'old'].map((id) => ({
      name: `//cloudresourcemanager.googleapis.com/projects/${id}`,
      assetType: 'cloudresourcemanager.googleapis.com/Project',
      state: id === 'old' ? 'DELETE_REQUESTED' : 'ACTIVE',
    })),
  },
});

export const serviceAccountKey = (more: object = {}): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: project,
    client_email: email,
    private_key: privateKey,
    private_key_id: 'k1',
    token_uri: 'http://169.254.169.254/token',
    ...more,
  });
