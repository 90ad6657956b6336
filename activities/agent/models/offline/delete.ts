/** "Delete the queue jobs": look, find it, take it out with what belongs to it, propose. */
import type { Turn } from './conversation.ts';
import type { Target } from './edits/edit.ts';
import { type Files, resources } from './hcl/edit.ts';
import { type Kind, kinds } from './kinds.ts';
import { listCall, look, projectCall, readProject } from './looking.ts';
import { fileNote, propose } from './propose.ts';
import { isDeclined } from './recipes/recipe.ts';
import { remove } from './remove.ts';
import { type Reply, say } from './reply.ts';
import { choose } from './targets.ts';
import { count, sentenceList, shown } from './words.ts';

export async function deleteSome(
  text: string,
  of: readonly Kind[],
  turn: Turn,
  tools: ReadonlySet<string>,
): Promise<Reply> {
  const listed = of.filter((kind) => kinds[kind].listable).map(listCall);
  const looking = look(
    turn,
    tools,
    [projectCall, ...listed],
    "First I look at the project's files and at what is there.",
  );
  if (looking !== null) return looking;
  const project = readProject(turn, tools);
  if ('trouble' in project) return say(project.trouble);

  const targets: Target[] = [];
  for (const kind of of.length === 0 ? [null] : of) {
    const chosen = choose(text, kind, project.site, turn.earlier);
    if ('question' in chosen) return say(chosen.question);
    if ('missing' in chosen) return say(chosen.missing);
    targets.push(chosen.target);
  }
  return proposeDeletion(targets, project.site.files, tools);
}

function proposeDeletion(targets: readonly Target[], files: Files, tools: ReadonlySet<string>): Reply | Promise<Reply> {
  const removed = remove(files, targets);
  if (isDeclined(removed)) return say(removed.declined);
  const what = sentenceList(targets.map(({ kind, name }) => `the ${kinds[kind].one} \`${name}\``));
  const more = removed.gone.length - targets.length;
  const belonging =
    more > 0
      ? `, with the ${count(more, 'resource')} in the files that ${more === 1 ? 'belongs' : 'belong'} to it`
      : '';
  return propose(
    {
      before: files,
      files: removed.files,
      reason: `Delete ${what}.`,
      text: [
        `I propose to delete ${what}${belonging}.`,
        ...new Set(targets.map(loss)),
        fileNote(files, removed.files),
        'All else stays as it is, and nothing happens before someone approves the plan.',
      ].join(' '),
    },
    tools,
  );
}

const losses: Partial<Record<Kind, string>> = {
  s3_bucket: 'AWS deletes only an empty bucket: if objects are in it, the apply fails and the bucket stays.',
  sqs_queue: 'Messages in it are lost.',
  dynamodb_table: 'Its items are lost, and so are its point-in-time backups: export it first if someone may need them.',
  ec2_instance: 'Its disk is lost with it.',
  log_group: 'Its logs are lost.',
  kms_key:
    'The key is only scheduled for deletion; when the waiting time is over, what it encrypted can never be read again.',
  ecr_repository: 'AWS deletes only an empty repository: if images are in it, the apply fails.',
};

const loss = (target: Target) => losses[target.kind] ?? 'What uses it outside of this project stops working.';

/** Everything the project manages. The files stay; the run destroys what they made. */
export async function destroyAll(turn: Turn, tools: ReadonlySet<string>): Promise<Reply> {
  const looking = look(turn, tools, [projectCall], "First I look at the project's files.");
  if (looking !== null) return looking;
  const project = readProject(turn, tools);
  if ('trouble' in project) return say(project.trouble);
  const { files } = project.site;
  const number = resources(files).length;
  if (number === 0) return say('This project manages nothing, so there is nothing to delete.');
  return propose(
    {
      before: files,
      files,
      destroy: true,
      reason: `Destroy everything that the project ${project.site.project ?? ''} manages.`.replace('  ', ' '),
      text: `I propose to destroy everything that this project manages: ${count(number, 'resource')} in ${Object.keys(
        files,
      )
        .map((file) => shown(file))
        .join(', ')}. Data in them is lost. The plan lists each one, and nothing happens before someone approves it.`,
    },
    tools,
  );
}
