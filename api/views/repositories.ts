import { z } from 'zod';
import { applyOnChoices, integrationKinds, pullRequestStates } from '../../db/model/integrations.ts';
import { runStates } from '../../db/model/states.ts';
import { Id, Person, Time } from './common.ts';

const Repository = z
  .string()
  .trim()
  .max(200)
  .regex(/^[\w.-]+(\/[\w.-]+)+$/, 'must be owner/name')
  .describe('owner/name');

const Branch = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\s~^:?*[\\]+$/, 'must be the name of a branch');

/** Slashes at its ends mean nothing; '.' and '..' have no place in it. */
const Folder = z
  .string()
  .trim()
  .max(200)
  .transform((path) => path.replace(/^\/+|\/+$/g, ''))
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), 'must be a path inside');

export const applyOn = z
  .enum(applyOnChoices)
  .describe(
    'merge: merging the pull request is the decision of the person who merges, if they may make it; page: decisions are made in Aurora alone, and an applied change is merged',
  );

export const RepoLinkView = z
  .object({
    projectId: Id,
    integration: z.object({ id: Id, name: z.string(), kind: z.enum(integrationKinds) }),
    repository: z.string(),
    branch: z.string(),
    folder: z.string().describe("'' for the root"),
    applyOn,
    importedSha: z.string().nullable().describe('the commit that the newest imported revision is of'),
    reason: z.string().nullable().describe('why what is on the branch could not be imported'),
    createdBy: Person.nullable(),
    createdAt: Time,
  })
  .meta({ id: 'RepoLink' });

export const ProjectRepository = z.object({ link: RepoLinkView.nullable() }).meta({ id: 'ProjectRepository' });

export const LinkRepository = z.object({
  integrationId: Id,
  repository: Repository,
  branch: Branch.optional().describe("default: the repository's own"),
  folder: Folder.default(''),
  applyOn: applyOn.default('page'),
});

export const ChangeRepoLink = z.object({ applyOn });

export const ImportAnswer = z
  .object({
    link: RepoLinkView,
    revision: z.number().int().nullable().describe('what the folder is as; null for a folder without files'),
    changed: z.boolean().describe('false where the newest revision holds exactly that already'),
  })
  .meta({ id: 'RepositoryImport' });

export const PullRequestView = z
  .object({
    id: Id,
    projectId: Id,
    projectName: z.string(),
    repository: z.string(),
    branch: z.string(),
    number: z.number().int().nullable().describe('null until the other side has given it one'),
    url: z.string().nullable(),
    title: z.string(),
    state: z.enum(pullRequestStates),
    reason: z.string().nullable().describe('why it failed, or what became of its merge'),
    headSha: z.string().nullable(),
    mergedSha: z.string().nullable(),
    revisionNumber: z.number().int().nullable(),
    runId: Id.nullable().describe('the run that plans it and applies it'),
    runState: z.enum(runStates).nullable(),
    sessionId: Id.nullable(),
    openedBy: Person.nullable().describe('who had Aurora open it'),
    author: z.string().nullable().describe('who opened it over there, by their name there'),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'PullRequest' });

export const OpenPullRequest = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  title: z.string().trim().min(1).max(200).optional().describe("default: the revision's reason"),
});

export const RunPullRequest = z.object({ pullRequest: PullRequestView.nullable() }).meta({ id: 'RunPullRequest' });

export const PullRequestParams = z.object({ pullRequestId: Id });
