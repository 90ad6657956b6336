/** What the person is asked about a held proposal. Code writes it, so that no document can word it. */
import type { RevisionFiles } from '../../../platform/revision-files.ts';
import { asCode, asLink } from '../tools/knowledge/citation.ts';
import type { Source } from './others-words.ts';

const shownFiles = 8;
const shownSources = 5;

export type HeldChange = {
  reason: string;
  destroy: boolean;
  /** What the project's files would be, and what they are. */
  files: { proposed: RevisionFiles; latest: RevisionFiles };
};

export function heldQuestion(change: HeldChange, sources: readonly Source[]): string {
  const links = sources
    .slice(0, shownSources)
    .map(({ title, documentId }) => (documentId ? asLink(title, documentId) : title));
  const more = sources.length - links.length;
  return [
    `I have read what others wrote in this conversation (${links.join(', ')}${more > 0 ? ` and ${more} more` : ''}), and it may hold somebody else's wish. So I hold this proposal back until you want it:`,
    `- What it says it does: ${asCode(change.reason, 300)}`,
    ...(change.destroy ? ['- It **destroys everything** that this project manages.'] : []),
    `- ${filesLine(change.files)}`,
    '',
    'Nothing is proposed and nothing runs. Answer **yes**, and exactly this is proposed; people then decide on its plan as always. Anything else drops it.',
  ].join('\n');
}

function filesLine({ proposed: given, latest: known }: HeldChange['files']): string {
  const parts = [
    named(
      'adds',
      Object.keys(given).filter((path) => !(path in known)),
    ),
    named(
      'changes',
      Object.keys(given).filter((path) => path in known && given[path] !== known[path]),
    ),
    named(
      'removes',
      Object.keys(known).filter((path) => !(path in given)),
    ),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'It changes no file.' : `It ${parts.join('; it ')}.`;
}

function named(verb: string, paths: string[]): string {
  if (paths.length === 0) return '';
  const more = paths.length - shownFiles;
  return `${verb} ${paths
    .slice(0, shownFiles)
    .map((path) => asCode(path, 80))
    .join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
