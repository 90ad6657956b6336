/** Looks before it speaks: which calls are still needed, and what they brought. */
import { type Done, isProposal, type Json, type Turn } from './conversation.ts';
import { type Kind, kinds } from './kinds.ts';
import { type Call, call, type Reply } from './reply.ts';
import { asObjects, errorWords, readSite, type Site } from './site.ts';
import { because, quoted, sentenceList } from './words.ts';

export const listCall = (kind: Kind): Call => ({ name: 'list_resources', args: { kind } });
export const projectCall: Call = { name: 'read_project', args: {} };
export const stateCall: Call = { name: 'read_state', args: {} };

/** Results since the last proposal: older ones may be out of date. */
export function fresh(turn: Turn): Done[] {
  const last = turn.done.findLastIndex(({ name }) => isProposal(name));
  return turn.done.slice(last + 1);
}

const same = (one: Call, other: Call) =>
  one.name === other.name && JSON.stringify(one.args) === JSON.stringify(other.args);

/** The call's result, once it is there. */
export const resultOf = (turn: Turn, wanted: Call): Done | undefined =>
  fresh(turn).findLast((one) => same(one, wanted));

/**
 * @returns what to ask for first, or null when everything is there; tools that are not bound are left out
 */
export function look(turn: Turn, tools: ReadonlySet<string>, calls: readonly Call[], text: string): Reply | null {
  const open = calls.filter((one) => tools.has(one.name) && resultOf(turn, one) === undefined);
  return open.length === 0 ? null : call(text, ...open);
}

export type Project = { site: Site; revision: number | null; applied: Set<string> | null };

/** The project as it was read in this turn, or why it could not be. */
export function readProject(turn: Turn, tools: ReadonlySet<string>): Project | { trouble: string } {
  if (!tools.has('read_project'))
    return { trouble: 'I cannot read this project here: the tool `read_project` is missing.' };
  const read = resultOf(turn, projectCall);
  const files = filesOf(read?.result ?? null);
  if (read === undefined || files === null) {
    return { trouble: `I could not read the project's files, so I propose nothing. ${reason(read)}`.trim() };
  }
  const project = read.result?.project as Json | undefined;
  const name = typeof project?.name === 'string' ? project.name : null;
  const revision = typeof read.result?.revision === 'number' ? read.result.revision : null;
  return { site: readSite(files, name, fresh(turn)), revision, applied: appliedAddresses(turn) };
}

const reason = (done: Done | undefined) =>
  done === undefined ? '' : `It said: ${because(errorWords(done.result, done.text))}.`;

function filesOf(result: Json | null): Record<string, string> | null {
  const files = result?.files;
  if (result?.ok !== true || typeof files !== 'object' || files === null) return null;
  const entries = Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

/** Addresses in the project's state, without instance keys; null when it was not read. */
function appliedAddresses(turn: Turn): Set<string> | null {
  const state = resultOf(turn, stateCall)?.result;
  if (state?.ok !== true) return null;
  return new Set(asObjects(state.resources).map(({ address }) => String(address).replace(/\[.*\]$/, '')));
}

/** "the S3 buckets and the VPCs of the account" */
export const kindsOfAccount = (list: readonly Kind[]) =>
  `the ${sentenceList(list.map((kind) => kinds[kind].many))} of the account`;

/** What could not be listed, as a sentence; empty when all went well. */
export function unreadNote(site: Site): string {
  if (site.unread.length === 0) return '';
  const list = site.unread.map(({ kind }) => kinds[kind as Kind]?.many ?? kind);
  return `I could not list ${sentenceList(list)} (${quoted(site.unread[0]?.why, 160)}), so names are checked against the project's files only.`;
}
