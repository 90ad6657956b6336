/** What Aurora says on GitHub: one comment and one check a pull request, kept up to date and never repeated. */
import type { Octokit } from 'octokit';
import { ownerAndName } from './github-client.ts';
import { isCode } from './github-failures.ts';
import type { HostCheck, HostComment } from './repository-host.ts';

/** GitHub's own limits, in characters, with room to spare. */
const limits = { comment: 65_000, summary: 65_000, title: 250, status: 140 } as const;

const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

export async function tellComment(api: Octokit, comment: HostComment): Promise<number> {
  const { repository, number, marker, id } = comment;
  const place = ownerAndName(repository);
  const body = cut(comment.body, limits.comment);
  const known = id ?? (await findComment(api, comment));
  if (known !== null && (await update(known))) return known;
  const { data } = await api.rest.issues.createComment({
    ...place,
    issue_number: number,
    body: `${marker}\n${body}`,
  });
  return data.id;

  /** @returns false for one that somebody has deleted meanwhile */
  async function update(commentId: number): Promise<boolean> {
    try {
      await api.rest.issues.updateComment({ ...place, comment_id: commentId, body: `${marker}\n${body}` });
      return true;
    } catch (error) {
      if (isCode(error, 'not_found')) return false;
      throw error;
    }
  }
}

/** An attempt that died between the comment and our row left one behind. */
async function findComment(api: Octokit, { repository, number, marker }: HostComment): Promise<number | null> {
  const place = { ...ownerAndName(repository), issue_number: number, per_page: 100 };
  for await (const { data } of api.paginate.iterator(api.rest.issues.listComments, place)) {
    const own = data.find(({ body }) => body?.startsWith(marker));
    if (own) return own.id;
  }
  return null;
}

const conclusions = { passed: 'success', failed: 'failure', neutral: 'neutral' } as const;

/** Check runs are for Apps alone. */
export async function tellCheckRun(api: Octokit, check: HostCheck): Promise<number> {
  const { repository, sha, name, state } = check;
  const place = ownerAndName(repository);
  const content = {
    status: state === 'running' ? ('in_progress' as const) : ('completed' as const),
    ...(state === 'running' ? {} : { conclusion: conclusions[state] }),
    details_url: check.url,
    output: { title: cut(check.title, limits.title), summary: cut(check.summary, limits.summary) },
  };
  const { data: there } = await api.rest.checks.listForRef({ ...place, ref: sha, check_name: name, per_page: 1 });
  const [known] = there.check_runs;
  const { data } = known
    ? await api.rest.checks.update({ ...place, check_run_id: known.id, ...content })
    : await api.rest.checks.create({ ...place, name, head_sha: sha, ...content });
  return data.id;
}

const statusStates = { running: 'pending', passed: 'success', failed: 'failure', neutral: 'success' } as const;

/** A token's way: the newest status of a name stands for all before it. */
export async function tellStatus(api: Octokit, { repository, sha, name, state, title, url }: HostCheck): Promise<null> {
  await api.rest.repos.createCommitStatus({
    ...ownerAndName(repository),
    sha,
    context: name,
    state: statusStates[state],
    description: cut(title, limits.status),
    target_url: url,
  });
  return null;
}
