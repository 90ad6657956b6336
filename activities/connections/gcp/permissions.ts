/** What stands for "may read" and "may change" a project: a few permissions of each, as `testIamPermissions` takes them. */
export const readPermissions: readonly string[] = [
  'resourcemanager.projects.get',
  'cloudasset.assets.searchAllResources',
  'compute.instances.list',
  'compute.networks.list',
  'storage.buckets.list',
  'iam.serviceAccounts.list',
];

export const writePermissions: readonly string[] = [
  'compute.instances.create',
  'compute.instances.delete',
  'compute.networks.create',
  'storage.buckets.create',
  'storage.buckets.delete',
  'iam.serviceAccounts.create',
];

/** Where Compute Engine cannot be asked: regions that every project has. */
export const commonRegions: string[] = [
  'asia-east1',
  'asia-northeast1',
  'asia-south1',
  'asia-southeast1',
  'australia-southeast1',
  'europe-west1',
  'europe-west2',
  'europe-west3',
  'europe-west4',
  'southamerica-east1',
  'us-central1',
  'us-east1',
  'us-east4',
  'us-west1',
];
