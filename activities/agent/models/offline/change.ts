/** "Turn on versioning for the bucket logs": look, find the resource, edit its text, propose. */
import { unknown } from './answers/talk.ts';
import type { Turn } from './conversation.ts';
import type { Edited, Target } from './edits/edit.ts';
import { edits } from './edits/index.ts';
import type { Files } from './hcl/edit.ts';
import { isWritable, type Kind, kinds } from './kinds.ts';
import { listCall, look, projectCall, readProject } from './looking.ts';
import { fileNote, propose } from './propose.ts';
import { type Reply, say } from './reply.ts';
import type { Site } from './site.ts';
import { choose } from './targets.ts';
import { capital, sentenceList } from './words.ts';

export async function change(text: string, of: Kind | null, turn: Turn, tools: ReadonlySet<string>): Promise<Reply> {
  const kind = of ?? kindOfFeature(text);
  const listed = kind !== null && kinds[kind].listable ? [listCall(kind)] : [];
  const looking = look(
    turn,
    tools,
    [projectCall, ...listed],
    "First I look at the project's files and at what is there.",
  );
  if (looking !== null) return looking;

  const project = readProject(turn, tools);
  if ('trouble' in project) return say(project.trouble);
  const chosen = choose(subject(text), kind, project.site, turn.earlier);
  // No kind, no name, nothing talked about before: it was not one of our changes at all.
  const strange = kind === null && turn.earlier.length === 0 && !('target' in chosen);
  if (strange) return unknown();
  if ('question' in chosen) return say(chosen.question);
  if ('missing' in chosen) return say(chosen.missing);
  return proposeEdits(text, chosen.target, project.site, tools);
}

async function proposeEdits(text: string, target: Target, site: Site, tools: ReadonlySet<string>): Promise<Reply> {
  const made: string[] = [];
  const notes: string[] = [];
  const already: string[] = [];
  let files: Files = site.files;
  for (const edit of edits[target.kind].edits) {
    const edited: Edited | undefined = edit(text, target, { ...site, files });
    if (edited === undefined) continue;
    if ('declined' in edited) return say(edited.declined);
    if ('already' in edited) already.push(edited.already);
    else {
      files = edited.files;
      made.push(edited.does);
      notes.push(...(edited.notes ?? []));
    }
  }
  if (made.length === 0 && already.length > 0) return say(...already, 'There is nothing to change.');
  if (made.length === 0) return say(unknownChange(target));
  return propose(
    {
      before: site.files,
      files,
      reason: `${capital(sentenceList(made))}.`,
      text: [
        `I propose to ${sentenceList(made)}.`,
        ...already,
        ...notes,
        fileNote(site.files, files),
        'All else stays as it is, and nothing happens before someone approves the plan.',
      ].join(' '),
    },
    tools,
  );
}

const unknownChange = (target: Target) =>
  `I cannot make that change to the ${kinds[target.kind].one} \`${target.name}\`. What I can change there: ${edits[target.kind].can}. Anything else can be written in the project's files, or by a real model.`;

/** The part of the sentence that names what is changed: not the new name, nor the bucket that logs go to. */
function subject(text: string): string {
  if (/\brenam\w+|\bname it\b|\bcall it\b/i.test(text)) return text.replace(/\s+(?:to|into|as)\s+\S+\s*[.!]?$/i, '');
  if (/\blogging\b|\b(?:access|server)[- ]logs?\b/i.test(text)) {
    return text
      .replace(/\b(?:access|server)[- ]logs?\b/gi, 'logging')
      .replace(/\s+to\s+(?:the\s+)?(?:\w+\s+)?\S+\s*[.!]?$/i, '');
  }
  return text;
}

/** "Turn on versioning for logs" can only be about a bucket. */
function kindOfFeature(text: string): Kind | null {
  const clues: [RegExp, Kind][] = [
    [/\bversioning\b|\blifecycle\b|\bpublic access\b|\baccess logs?\b/i, 's3_bucket'],
    [/\bdead[- ]?letters?\b|\bdlq\b|\bvisibility\b/i, 'sqs_queue'],
    [/\bpoint[- ]in[- ]time\b|\bpitr\b|\bttl\b/i, 'dynamodb_table'],
    [/\bports?\b|\bssh\b|\bhttps?\b/i, 'security_group'],
    [/\brotation\b/i, 'kms_key'],
    [/\bscan(?:ning)?\b|\bimmutable\b/i, 'ecr_repository'],
  ];
  const kind = clues.find(([words]) => words.test(text))?.[1];
  return kind !== undefined && isWritable(kind) ? kind : null;
}
