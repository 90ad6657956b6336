/** Repositories of projects and their pull requests, in words. */
import type { PullRequest, RepoLink } from './api-types.generated.ts';
import type { Tone } from './run-words.ts';

export type ApplyOn = RepoLink['applyOn'];

export const applyOnWords: Record<ApplyOn, { label: string; says: string }> = {
  page: {
    label: 'In Aurora',
    says: 'People decide here. What was applied is merged afterwards.',
  },
  merge: {
    label: 'By merging',
    says: 'Merging is the decision of whoever merges, if their linked account may make it. Then it is applied.',
  },
};
export const applyOnChoices = Object.keys(applyOnWords) as ApplyOn[];

export const pullRequestWords: Record<PullRequest['state'], { label: string; tone: Tone; says: string }> = {
  opening: { label: 'Opening', tone: 'info', says: 'Its branch is being written and it is being opened.' },
  open: { label: 'Open', tone: 'good', says: 'It is there to be looked at.' },
  merged: { label: 'Merged', tone: 'replace', says: 'It is in the branch now.' },
  closed: { label: 'Closed', tone: 'neutral', says: 'It was closed without being merged.' },
  failed: { label: 'Failed', tone: 'bad', says: 'It could not be opened.' },
};

/** "acme/shop, folder infra, branch main". */
export const linkText = ({ repository, folder, branch }: Pick<RepoLink, 'repository' | 'folder' | 'branch'>): string =>
  [repository, folder ? `folder ${folder}` : 'all of it', `branch ${branch}`].join(', ');

/** As the API takes it: owner/name, also when the whole address was pasted. */
export function repositoryOf(text: string): string | null {
  const path = text
    .trim()
    .replace(/^(https?:\/\/[^/]+\/|git@[^:]+:)/, '')
    .replace(/(\.git)?\/?$/, '');
  return /^[\w.-]+(\/[\w.-]+)+$/.test(path) ? path : null;
}
