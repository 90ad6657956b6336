/** Connections as people see them: state, steps of checks, projects. Secrets go in through `views/connect/` and never come out. */
import { z } from 'zod';
import {
  checkStates,
  checkStepNames,
  checkStepStates,
  checkTriggers,
  connectionProviders,
} from '../../db/model/connections.ts';
import { Id, Name, Person, Time } from './common.ts';
import { RegionName } from './connect/fields.ts';
import { SshHost } from './connect/ssh.ts';
import { ConnectionView } from './projects.ts';

const Settings = z
  .object({
    readRoleArn: z.string(),
    writeRoleArn: z.string(),
    externalId: z.string(),
    tenantId: z.string(),
    clientId: z.string(),
    writeClientId: z.string(),
    subscriptionId: z.string(),
    gcpProjectId: z.string(),
    serviceAccountEmail: z.string(),
    writeServiceAccountEmail: z.string(),
    workloadIdentityAudience: z.string(),
    ovhEndpoint: z.string(),
    server: z.string(),
    hosts: z.array(
      z.object({ host: z.string(), port: z.number().int(), user: z.string(), hostKeySha256: z.string().nullable() }),
    ),
    regions: z.array(z.string()),
    enabledRegions: z.array(z.string()).describe('as the newest check found them'),
    endpoint: z.string(),
  })
  .partial()
  .meta({ id: 'ConnectionSettings' });

export const CheckStepView = z
  .object({
    name: z.enum(checkStepNames),
    state: z.enum(checkStepStates),
    text: z.string().nullable().describe('what was found'),
    remedy: z.string().nullable().describe('what to do about it'),
    endedAt: Time.nullable(),
  })
  .meta({ id: 'ConnectionCheckStep' });

export const CheckView = z
  .object({
    id: Id,
    connectionId: Id,
    trigger: z.enum(checkTriggers),
    state: z.enum(checkStates),
    reason: z.string().nullable(),
    requestedBy: Person.nullable(),
    createdAt: Time,
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    steps: z.array(CheckStepView).describe('in the order in which they are taken; empty until it begins'),
  })
  .meta({ id: 'ConnectionCheck' });

export const ConnectionDetails = ConnectionView.extend({
  settings: Settings,
  createdAt: Time,
  createdBy: Person.nullable(),
  check: CheckView.nullable().describe('the newest one'),
  nextCheckAt: Time.nullable(),
  projects: z.array(z.object({ id: Id, name: z.string() })).describe('that use it, of those you may see'),
}).meta({ id: 'ConnectionDetails' });

export const UpdateConnection = z.object({
  name: Name.optional(),
  region: RegionName.optional(),
  regions: z.array(RegionName).max(60).optional(),
  hosts: z
    .array(SshHost)
    .min(1)
    .max(100)
    .optional()
    .describe('SSH: in place of those that are there. A fingerprint accepts the key of its host'),
});

export const StartCheck = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
});

export const AddSandbox = z.object({ projectId: Id.optional().describe('a project that is to use it') });

export const UseConnection = z.object({ connectionId: Id });
export const ProjectProviderParams = z.object({ projectId: Id, provider: z.enum(connectionProviders) });

export const AwsRoleSetupQuery = z.object({
  id: Id.describe('made by the client: the id that the connection has, or is going to have'),
  write: z.stringbool().default(false).describe('also a role that may change things'),
  region: RegionName.default('us-east-1').describe('where the console opens; roles belong to no region'),
});

export const AwsRoleSetup = z
  .object({
    principalArn: z.string().describe('who assumes the roles'),
    externalId: z.string().describe('what Aurora says when it does: the trust policy has to ask for it'),
    template: z.string().describe('CloudFormation, JSON'),
    consoleUrl: z.string().nullable().describe('opens CloudFormation with everything filled in'),
  })
  .meta({ id: 'AwsRoleSetup' });
