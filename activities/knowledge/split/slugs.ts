/** Anchors of headings as GitHub and most renderers make them: the page of a document names its headings the same. */

/** @returns a function that makes each slug of one document once: the second `setup` is `setup-1` */
export function makeSlugs(): (title: string) => string {
  const given = new Map<string, number>();
  return (title) => {
    const base = slugOf(title);
    let slug = base;
    while (given.has(slug)) {
      const next = (given.get(base) ?? 0) + 1;
      given.set(base, next);
      slug = `${base}-${next}`;
    }
    given.set(slug, 0);
    return slug;
  };
}

const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
