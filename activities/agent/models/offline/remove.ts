/** Deletes a resource from the project's files, with what belongs to it, unless something else still needs it. */

import type { Target } from './edits/edit.ts';
import { type Files, type Found, refersTo, removeResource, resources, withoutBlock } from './hcl/edit.ts';
import { type Block, scan } from './hcl/scan.ts';
import { kinds } from './kinds.ts';
import type { Declined } from './recipes/recipe.ts';
import { capital, sentenceList, shown } from './words.ts';

export type Removed = { files: Files /** Addresses that go, the targets first. */; gone: string[] };

export function remove(files: Files, targets: readonly Target[]): Removed | Declined {
  const gone = closure(files, targets);
  const without = [...gone].reduce(removeResource, files);
  const clean = withoutOutputs(without, gone);
  const users = resources(clean).filter((one) => refersToAny(clean, one, gone));
  const names = sentenceList(targets.map(({ kind, name }) => `the ${kinds[kind].one} ${shown(name)}`));
  if (users.length > 0) {
    const by = sentenceList(users.map(({ address }) => shown(address)));
    return {
      declined: `${capital(names)} cannot go yet: ${by} still ${users.length === 1 ? 'uses' : 'use'} it. Delete or change that first.`,
    };
  }
  const other = Object.entries(clean).find(
    ([file, text]) => file.endsWith('.tf') && [...gone].some((address) => refersTo(text, address)),
  );
  if (other === undefined) return { files: clean, gone: [...gone] };
  return { declined: `${capital(names)} cannot go yet: ${shown(other[0])} still refers to it. Change that first.` };
}

/** The targets, and again and again what belongs to their kinds and refers to something that goes. */
function closure(files: Files, targets: readonly Target[]): Set<string> {
  const gone = new Set(targets.map(({ address }) => address));
  const all = resources(files);
  const belongs = (one: Found) =>
    targets.some(
      (target) =>
        isOwnDeadLetters(target, one) ||
        (kinds[target.kind].satellites.test(one.type) && refersToAny(files, one, gone)),
    );
  for (let before = 0; before !== gone.size; ) {
    before = gone.size;
    for (const one of all) if (belongs(one)) gone.add(one.address);
  }
  return gone;
}

/** The dead-letter queue that was made for this queue goes with it. */
const isOwnDeadLetters = (target: Target, { type, label }: Found) =>
  target.kind === 'sqs_queue' && type === 'aws_sqs_queue' && label === `${target.label}_dlq`;

const refersToAny = (files: Files, { file, block }: Found, addresses: ReadonlySet<string>) => {
  const text = files[file]?.slice(block.bodyStart, block.bodyEnd) ?? '';
  return [...addresses].some((address) => refersTo(text, address));
};

/** Outputs that only told about what goes. */
function withoutOutputs(files: Files, gone: ReadonlySet<string>): Files {
  let rest = files;
  for (;;) {
    const found = findOutput(rest, gone);
    if (found === undefined) return rest;
    rest = withoutBlock(rest, found.file, found.block);
  }
}

function findOutput(files: Files, gone: ReadonlySet<string>): { file: string; block: Block } | undefined {
  for (const [file, text] of Object.entries(files)) {
    if (!file.endsWith('.tf')) continue;
    const block = scan(text).find(
      (one) =>
        one.type === 'output' && [...gone].some((address) => refersTo(text.slice(one.bodyStart, one.bodyEnd), address)),
    );
    if (block !== undefined) return { file, block };
  }
  return undefined;
}
