/** What people give to connect an account, by the kind of its credential. Secrets go in here and never come out. */
import { z } from 'zod';
import { Id, Name } from '../common.ts';
import { AwsAccessKeys, AwsRole } from './aws.ts';
import { AzureServicePrincipal } from './azure.ts';
import { RegionName } from './fields.ts';
import { GcpServiceAccount, GcpWorkloadIdentity } from './gcp.ts';
import { Kubeconfig } from './kubernetes.ts';
import { OvhApplication } from './ovh.ts';
import { SshKey } from './ssh.ts';

const about = {
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  name: Name,
  projectId: Id.optional().describe('a project that is to use it'),
  region: RegionName.optional().describe('where to look first; default: the usual one of the provider'),
};

export const ConnectAccount = z.discriminatedUnion('credential', [
  AwsAccessKeys.extend(about),
  AwsRole.extend(about),
  AzureServicePrincipal.extend(about),
  GcpServiceAccount.extend(about),
  GcpWorkloadIdentity.extend(about),
  OvhApplication.extend(about),
  Kubeconfig.extend(about),
  SshKey.extend(about),
]);
export type ConnectAccount = z.output<typeof ConnectAccount>;

/** New credentials for a connection: of the kind that it has. */
export const RotateCredentials = z.discriminatedUnion('credential', [
  AwsAccessKeys,
  AwsRole,
  AzureServicePrincipal,
  GcpServiceAccount,
  GcpWorkloadIdentity,
  OvhApplication,
  Kubeconfig,
  SshKey,
]);
export type RotateCredentials = z.output<typeof RotateCredentials>;
