/** GitHub's webhooks: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
import { verify } from '@octokit/webhooks-methods';
import { z } from 'zod';
import { hashOfLinkCode, linkCodeLength } from './link-code.ts';
import type { RepositoryHook } from './repository-hook.ts';

const Repository = z.object({ full_name: z.string() });
const Sender = z.object({ id: z.number(), login: z.string() });

const PullRequest = z.object({
  action: z.string(),
  number: z.number().int(),
  repository: Repository,
  pull_request: z.object({
    head: z.object({ ref: z.string(), repo: Repository.nullable() }),
    base: z.object({ ref: z.string() }),
  }),
});

const Push = z.object({
  ref: z.string(),
  after: z.string(),
  deleted: z.boolean().default(false),
  repository: Repository,
  sender: Sender,
});

const Comment = z.object({
  action: z.string(),
  repository: Repository,
  issue: z.object({ number: z.number().int(), pull_request: z.unknown().optional() }),
  comment: z.object({ body: z.string(), user: Sender }),
});

/** What a pull request must do to be looked at; labels and reviews change nothing for us. */
const actions = ['opened', 'reopened', 'synchronize', 'closed', 'edited', 'ready_for_review'];

const linkCode = new RegExp(`^/aurora link ([A-Za-z0-9]{${linkCodeLength}})\\s*$`, 'm');

/** HMAC SHA-256 over the bytes as they came, compared in constant time. */
export async function isFromGithub(secret: string | undefined, body: Buffer, signature: unknown): Promise<boolean> {
  if (!secret || typeof signature !== 'string' || signature === '' || body.length === 0) return false;
  return verify(secret, body.toString('utf8'), signature).catch(() => false);
}

/** @returns undefined for what Aurora does not act on, or cannot read */
export function readGithubHook(event: string, body: unknown): RepositoryHook | undefined {
  if (event === 'pull_request') return pullRequest(PullRequest.safeParse(body).data);
  if (event === 'push') return push(Push.safeParse(body).data);
  if (event === 'issue_comment') return comment(Comment.safeParse(body).data);
  return undefined;
}

function pullRequest(given: z.output<typeof PullRequest> | undefined): RepositoryHook | undefined {
  if (!given || !actions.includes(given.action)) return undefined;
  const { action, number, repository, pull_request: pull } = given;
  const place = { repository: repository.full_name, branch: pull.head.ref, base: pull.base.ref };
  return { kind: 'pull_request', action, number, ...place, fork: pull.head.repo?.full_name !== repository.full_name };
}

function push(given: z.output<typeof Push> | undefined): RepositoryHook | undefined {
  if (!given || given.deleted || !given.ref.startsWith('refs/heads/')) return undefined;
  const { ref, after: sha, repository, sender } = given;
  const by = { id: String(sender.id), name: sender.login };
  return { kind: 'push', repository: repository.full_name, branch: ref.slice('refs/heads/'.length), sha, by };
}

function comment(given: z.output<typeof Comment> | undefined): RepositoryHook | undefined {
  if (given?.action !== 'created' || !given.issue.pull_request) return undefined;
  const { repository, issue, comment: said } = given;
  const code = linkCode.exec(said.body)?.[1];
  if (!code) return undefined;
  const by = { id: String(said.user.id), name: said.user.login };
  const place = { repository: repository.full_name, number: issue.number };
  return { kind: 'link_code', ...place, codeHash: hashOfLinkCode(code), by };
}
