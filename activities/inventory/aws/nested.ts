/** Listings that exist per parent only, such as the services of a cluster, walked as one listing. */
import { z } from 'zod';
import { AuroraError } from '../../../platform/errors.ts';
import type { Found } from './kind.ts';

/** `outer` leads to the page of parents, `at` to one on it, `inner` to its page of children. */
const Place = z.object({ outer: z.string().optional(), at: z.number().int().min(0), inner: z.string().optional() });
type Place = z.infer<typeof Place>;

type Walk<Parent, Child> = {
  /** Best one a page: a parent that comes or goes in between then moves no other. */
  parents(cursor: string | undefined): Promise<Found<Parent>>;
  children(parent: Parent, cursor: string | undefined): Promise<Found<Child>>;
};

/** One page of children of one parent. May be empty and yet have a cursor. */
export async function listNested<Parent, Child>(
  cursor: string | undefined,
  { parents, children }: Walk<Parent, Child>,
): Promise<Found<Child>> {
  const place: Place = cursor === undefined ? { at: 0 } : placeOf(cursor);
  const { items = [], cursor: nextOuter } = await parents(place.outer);
  const parent = items[place.at];
  const { items: found = [], cursor: inner } = parent ? await children(parent, place.inner) : { items: [] };
  const next = nextPlace();
  return { items: found, cursor: next && JSON.stringify(next) };

  function nextPlace(): Place | undefined {
    if (inner) return { ...place, inner };
    if (place.at + 1 < items.length) return { outer: place.outer, at: place.at + 1 };
    return nextOuter ? { outer: nextOuter, at: 0 } : undefined;
  }
}

function placeOf(cursor: string): Place {
  try {
    return Place.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new AuroraError({
      code: 'cursor_expired',
      retryable: false,
      userMessage: 'Aurora no longer understands where this listing had stopped. It starts over.',
      cause,
    });
  }
}
