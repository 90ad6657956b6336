/** Turns a change of files into a proposal, after a last look at whether the files can be read at all. */
import { errorText } from '../../../../platform/errors.ts';
import { type Files, resources } from './hcl/edit.ts';
import { call, type Reply, say } from './reply.ts';
import { quoted, shown } from './words.ts';

export type Proposal = {
  before: Files;
  files: Files;
  /** One sentence for the people who decide. */
  reason: string;
  /** What is told in the conversation, before anyone decides. */
  text: string;
  destroy?: boolean;
};

/** The longest reason that `propose_change` takes. */
const longestReason = 500;

export async function propose(proposal: Proposal, tools: ReadonlySet<string>): Promise<Reply> {
  if (!tools.has('propose_change'))
    return say('I know what to write, but I cannot propose it here: the tool `propose_change` is missing.');
  const broken = await firstUnreadable(proposal.before, proposal.files);
  if (broken !== undefined)
    return say(
      `What I wrote for ${shown(broken.file)} does not parse (${quoted(broken.why, 160)}), so I propose nothing. Please change this file by hand.`,
    );
  const twice = firstDuplicate(proposal.files);
  if (twice !== undefined)
    return say(
      `The project has ${shown(twice)} already, for something else, and I would have to write a second one. Please change it by hand.`,
    );
  const reason = proposal.reason.replaceAll('`', '').slice(0, longestReason);
  const args = { reason, files: { ...proposal.files }, ...(proposal.destroy ? { destroy: true } : {}) };
  return call(proposal.text, { name: 'propose_change', args });
}

/** An address that two resources share: Terraform would refuse the files as a whole. */
function firstDuplicate(files: Files): string | undefined {
  const all = resources(files).map(({ address }) => address);
  return all.find((address, at) => all.indexOf(address) !== at);
}

/** The first changed file that Terraform's own grammar refuses. */
async function firstUnreadable(before: Files, after: Files): Promise<{ file: string; why: string } | undefined> {
  // A WebAssembly module of several megabytes: only loaded when something is proposed.
  const { parse } = await import('@cdktf/hcl2json');
  for (const [file, text] of Object.entries(after)) {
    if (!file.endsWith('.tf') || before[file] === text) continue;
    try {
      await parse(file, text);
    } catch (error) {
      return { file, why: errorText(error) };
    }
  }
  return undefined;
}

/** Which files a proposal adds, changes and leaves out. */
export function fileNote(before: Files, after: Files): string {
  const added = Object.keys(after).filter((file) => !(file in before));
  const changed = Object.keys(after).filter((file) => file in before && before[file] !== after[file]);
  const dropped = Object.keys(before).filter((file) => !(file in after));
  const parts = [
    added.length > 0 && `${names(added)} ${added.length === 1 ? 'is' : 'are'} new`,
    changed.length > 0 && `${names(changed)} ${changed.length === 1 ? 'is' : 'are'} changed`,
    dropped.length > 0 && `${names(dropped)} ${dropped.length === 1 ? 'goes' : 'go'} away`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : `${parts.join('; ')}.`;
}

const names = (files: readonly string[]) => {
  const marked = files.map((file) => shown(file));
  return marked.length < 2 ? (marked[0] ?? '') : `${marked.slice(0, -1).join(', ')} and ${marked.at(-1)}`;
};
