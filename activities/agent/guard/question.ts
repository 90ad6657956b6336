/** What the person is asked about a held proposal. Code writes it, so that no document can word it. */
import { type RevisionFiles, terraformFilesOf } from '../../../platform/revision-files.ts';
import { asCode, asLink } from '../tools/knowledge/citation.ts';
import type { DocumentRead } from './documents-read.ts';

const shownFiles = 8;
const shownDocuments = 5;

export type HeldChange = {
  reason: string;
  destroy: boolean;
  /** What is proposed, and what there is; null where it is not made of the project's files. */
  files: { proposed: RevisionFiles; latest: RevisionFiles } | null;
};

export function heldQuestion(change: HeldChange, documents: readonly DocumentRead[]): string {
  const links = documents.slice(0, shownDocuments).map(({ id, title }) => asLink(title, id));
  const more = documents.length - links.length;
  return [
    `I have read documents in this conversation (${links.join(', ')}${more > 0 ? ` and ${more} more` : ''}), and what they say may be somebody else's wish. So I hold this proposal back until you want it:`,
    `- What it says it does: ${asCode(change.reason, 300)}`,
    ...(change.destroy ? ['- It **destroys everything** that this project manages.'] : []),
    ...(change.files ? [`- ${filesLine(change.files)}`] : []),
    '',
    'Nothing is proposed and nothing runs. Answer **yes**, and exactly this is proposed; people then decide on its plan as always. Anything else drops it.',
  ].join('\n');
}

function filesLine({ proposed, latest }: NonNullable<HeldChange['files']>): string {
  const [given, known] = [terraformFilesOf(proposed), terraformFilesOf(latest)];
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
