/** How connections, their checks and steps are called on pages. */
import type { Connection, ConnectionCheck, ConnectionCheckStep } from './api-types.generated.ts';
import type { Tone } from './run-words.ts';

export const connectionStateWords: Record<Connection['state'], { label: string; tone: Tone; says: string }> = {
  unverified: { label: 'Not checked yet', tone: 'neutral', says: 'No check of these credentials has ended well yet.' },
  verified: { label: 'Works', tone: 'good', says: 'The last check found nothing missing.' },
  limited: { label: 'Works in part', tone: 'warn', says: 'It works, and the last check found something missing.' },
  broken: { label: 'Does not work', tone: 'bad', says: 'The last check failed: its page says what to do.' },
};

export const checkStateWords: Record<ConnectionCheck['state'], { label: string; tone: Tone }> = {
  waiting: { label: 'Waiting', tone: 'neutral' },
  running: { label: 'Looking', tone: 'info' },
  passed: { label: 'All well', tone: 'good' },
  limited: { label: 'Something is missing', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Stopped', tone: 'neutral' },
};

export const stepWords: Record<ConnectionCheckStep['name'], string> = {
  reachable: 'Reachable',
  authenticated: 'Signed in',
  identity: 'Who it is',
  external_id: 'Refuses others',
  read: 'May read',
  write: 'May change',
  regions: 'Regions',
};

export const checkTriggerWords: Record<ConnectionCheck['trigger'], string> = {
  connect: 'when it was connected',
  rotation: 'after new credentials',
  person: 'by hand',
  schedule: 'by schedule',
};

export const credentialWords: Record<Connection['credential'], string> = {
  sandbox: 'Emulated account',
  aws_access_keys: 'Access keys',
  aws_role: 'Roles to assume',
  azure_service_principal: 'Applications (service principals)',
  gcp_service_account: 'Key of a service account',
  gcp_workload_identity: 'Workload identity federation',
  ovh_application: 'Application and consumer keys',
  kubeconfig: 'Kubeconfig',
  ssh_key: 'SSH key',
};
