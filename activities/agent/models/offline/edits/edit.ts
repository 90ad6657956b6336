/** What an edit is given and gives back. */
import {
  type Files,
  type Found,
  literal,
  nested as nestedBlock,
  refersTo,
  resources,
  setAttribute,
} from '../hcl/edit.ts';
import type { Value } from '../hcl/write.ts';
import { kinds, type WritableKind } from '../kinds.ts';
import type { Declined } from '../recipes/recipe.ts';
import type { Managed, Site } from '../site.ts';

export type Target = Managed & { kind: WritableKind };

export type Edited =
  | {
      files: Files;
      /** What it does, as a clause after "I propose to": "turn on versioning". */
      does: string;
      notes?: string[];
    }
  /** It is so already, as a sentence. */
  | { already: string }
  | Declined;

/** Reads the wish out of the text; undefined when the text does not ask for this. */
export type Edit = (text: string, target: Target, site: Site) => Edited | undefined;

/** The satellite of a type that refers to the target. */
export function satellite(site: Pick<Site, 'files'>, target: Target, type: string): Found | undefined {
  return resources(site.files).find(
    (one) =>
      one.type === type && refersTo(site.files[one.file]?.slice(one.block.start, one.block.end) ?? '', target.address),
  );
}

/** Sets one attribute, unless it has the value already or is computed from something this model should not guess at. */
export function set(
  site: Site,
  address: string,
  path: readonly string[],
  name: string,
  value: Value,
  does: string,
): Edited {
  const found = resources(site.files).find((one) => one.address === address);
  const block = found && nestedBlock(found.block, path);
  const written = block?.attributes.find((one) => one.name === name)?.value;
  const now = block && literal(block, name);
  if (written !== undefined && now === undefined && typeof value !== 'object') {
    return {
      declined: `\`${name}\` of \`${address}\` is not a plain value but \`${written.slice(0, 60)}\`. I change only plain values: edit it in the project's files.`,
    };
  }
  if (now !== undefined && now === value)
    return { already: `\`${name}\` of \`${address}\` is \`${String(value)}\` already.` };
  return { files: setAttribute(site.files, address, path, name, value), does };
}

export const replaces = (target: Target): string =>
  `AWS cannot do that in place: the ${kinds[target.kind].one} is destroyed and made anew.`;
