/** "Create ...": look, write one recipe after the other, propose. */
import type { Turn } from './conversation.ts';
import { leftOut, wantsMany } from './foreign.ts';
import { withFoundation } from './foundation.ts';
import { type Files, resources } from './hcl/edit.ts';
import { type Kind, kindOfType, kinds } from './kinds.ts';
import {
  kindsOfAccount,
  listCall,
  look,
  type Project,
  projectCall,
  readProject,
  stateCall,
  unreadNote,
} from './looking.ts';
import { slug } from './names.ts';
import { fileNote, propose } from './propose.ts';
import { purpose, region } from './read.ts';
import { recipeOrder, recipes } from './recipes/index.ts';
import { type Ask, isDeclined, type Written } from './recipes/recipe.ts';
import { type Reply, say } from './reply.ts';
import { managed, type Site } from './site.ts';
import type { Wish } from './understand.ts';
import { capital, quoted, sentenceList, shown } from './words.ts';

export async function create(
  wishes: readonly Wish[],
  whole: string,
  turn: Turn,
  tools: ReadonlySet<string>,
): Promise<Reply> {
  const ordered = [...wishes].sort((a, b) => recipeOrder.indexOf(a.of) - recipeOrder.indexOf(b.of));
  const kindsToList = [...new Set(ordered.flatMap(({ of }) => recipes[of].looks))];
  const first =
    kindsToList.length === 0 ? "the project's files" : `${kindsOfAccount(kindsToList)} and the project's files`;
  const looking = look(
    turn,
    tools,
    [...kindsToList.map(listCall), projectCall, stateCall],
    `First I look at ${first}.`,
  );
  if (looking !== null) return looking;

  const project = readProject(turn, tools);
  if ('trouble' in project) return say(project.trouble);
  const again = await proposeAgain(ordered, whole, project, tools);
  if (again !== null) return again;

  const place = placeOf(whole, project.site);
  if ('declined' in place) return say(place.declined);
  const written = writeAll(ordered, whole, place.site);
  if ('declined' in written) return say(written.declined);
  const { files } = withFoundation(written.files, place.site.region);
  return propose(
    {
      before: project.site.files,
      files,
      reason: `Create ${sentenceList(written.parts.map(({ what }) => what))}${whatFor(ordered, written.parts[0]?.what ?? '')}.`,
      text: explanation(written.parts, missing(ordered), project, files),
    },
    tools,
  );
}

/** A project works in one region: the one its provider names, or for a new one the one that was asked for. */
function placeOf(whole: string, site: Site): { site: Site } | { declined: string } {
  const wanted = region(whole);
  if (wanted === undefined || wanted === site.region) return { site };
  const fixed = Object.values(site.files).some((text) => /\bprovider\s+"aws"/.test(text));
  if (!fixed) return { site: { ...site, region: wanted } };
  return {
    declined: `This project works in ${shown(site.region)}, and I write for one region per project. Make a project for ${shown(wanted)}, or ask without the region.`,
  };
}

function writeAll(
  wishes: readonly Wish[],
  whole: string,
  site: Site,
): { files: Files; parts: Written[] } | { declined: string } {
  const parts: Written[] = [];
  let files = site.files;
  for (const { of, text } of wishes) {
    const ask: Ask = { text, whole };
    const part = recipes[of].write(ask, { ...site, files });
    if (isDeclined(part)) return part;
    parts.push(part);
    files = part.files;
  }
  return { files, parts };
}

/** What was asked for and is not in it. */
function missing(wishes: readonly Wish[]): string[] {
  const out = [...new Set(wishes.flatMap(({ of, text }) => leftOut(text, of)))];
  const many = wishes.filter(({ of, text }) => wantsMany(text, of)).map(({ of }) => kinds[of].one);
  return [
    ...(out.length > 0 ? [`It leaves out ${sentenceList(out)}, which I do not know how to write.`] : []),
    ...(many.length > 0 ? [`I write one ${sentenceList(many)} at a time, so there is only one in it.`] : []),
  ];
}

function explanation(parts: readonly Written[], without: readonly string[], project: Project, files: Files): string {
  const sentences = parts.map(({ what, points }) => `I propose ${what}. It ${sentenceList(points)}.`);
  const notes = [...without, ...parts.flatMap((part) => part.notes)];
  const changed = fileNote(project.site.files, files);
  const sandbox = project.site.sandbox ? 'The account is the sandbox: an emulated AWS, where nothing costs money.' : '';
  const others = Object.keys(project.site.files).length > 0 ? 'All else stays as it is.' : '';
  return [
    ...sentences,
    ...notes,
    changed,
    others,
    waitingNote(project),
    unreadNote(project.site),
    sandbox,
    'Nothing happens before someone approves the plan.',
  ]
    .filter(Boolean)
    .join(' ');
}

/** The purpose in the person's words, for those who decide, where the name does not say it: " for the yearly report". */
function whatFor(wishes: readonly Wish[], what: string): string {
  const [wish, ...more] = wishes;
  const words = wish === undefined || more.length > 0 ? undefined : purpose(wish.text);
  if (words === undefined || /\d/.test(words) || slug(what, 400).includes(slug(words))) return '';
  return ` for ${quoted(words, 60)}`;
}

/** What the files hold that was never applied will be in the plan too: people should not be surprised by it. */
function waitingNote({ site, applied }: Project): string {
  if (applied === null) return '';
  const waiting = resources(site.files).filter(
    ({ type, address }) => kindOfType(type) !== undefined && !applied.has(address),
  );
  if (waiting.length === 0) return '';
  return `The project's files also hold ${sentenceList(waiting.map(({ address }) => shown(address)))}, which ${waiting.length === 1 ? 'was' : 'were'} never applied: the plan will show ${waiting.length === 1 ? 'it' : 'them'} too.`;
}

/**
 * The same request again after its plan was rejected, failed or expired: the files hold it already, so they are
 * proposed as they are instead of a second copy beside it.
 */
async function proposeAgain(
  wishes: readonly Wish[],
  whole: string,
  project: Project,
  tools: ReadonlySet<string>,
): Promise<Reply | null> {
  const { site, applied } = project;
  const [wish, ...more] = wishes;
  if (applied === null || wish === undefined || more.length > 0) return null;
  const waiting = managed(site, wish.of).filter(({ address }) => !applied.has(address));
  const emptied: Site = { ...site, files: {} };
  const wanted = recipes[wish.of].write({ text: wish.text, whole }, emptied);
  if (isDeclined(wanted)) return null;
  const there = waiting.find(({ name }) => wanted.what.includes(`\`${name}\``));
  if (there === undefined) return null;
  const what = wanted.what;
  return propose(
    {
      before: site.files,
      files: site.files,
      reason: `Create ${what}, as proposed before.`,
      text: `The project's files describe ${what} already, in ${shown(there.file)}, but it was never applied. I propose the files as they are, so that there is a new plan to decide on.`,
    },
    tools,
  );
}

export const cannotWrite = (kind: Kind): Reply =>
  say(
    `I can list ${kinds[kind].many}, but not write them: I am the offline model, with a short list of things I know.`,
    `${capital(sentenceList(recipeOrder.map((one) => kinds[one].many)))} are what I can create. For more, set the key of a real model, or write the Terraform on the project's page.`,
  );
