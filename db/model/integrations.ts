/** The places where people already work, and who they are there. */

export const integrationKinds = ['github', 'slack'] as const;
export type IntegrationKind = (typeof integrationKinds)[number];

export const integrationStates = ['unverified', 'connected', 'broken'] as const;
export type IntegrationState = (typeof integrationStates)[number];

/** What is not secret of an integration. Tokens, keys and signing secrets are one entry in Vault. */
export type IntegrationSettings = {
  /** The API's address where it is not the public one (GitHub Enterprise, or a test). */
  apiUrl?: string;
  /** `github`: how it signs in. An App needs its id and the id of its installation. */
  github?: { auth: 'token' } | { auth: 'app'; appId: string; installationId: string };
  /** `slack`: as `auth.test` tells them. */
  slack?: { teamId: string; teamName: string; botUserId: string };
};

/** Whose word an account elsewhere is. `externalId` is the id, never the changeable name: `T012:U345`, or GitHub's number. */
export const identityProviders = ['github', 'slack'] as const;
export type IdentityProvider = (typeof identityProviders)[number];

/** `merge`: merging the pull request is the merger's decision; `page`: decisions are made in Aurora alone. */
export const applyOnChoices = ['merge', 'page'] as const;
export type ApplyOn = (typeof applyOnChoices)[number];

export const pullRequestStates = ['opening', 'open', 'merged', 'closed', 'failed'] as const;
export type PullRequestState = (typeof pullRequestStates)[number];
