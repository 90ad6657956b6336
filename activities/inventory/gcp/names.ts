/** Google spells one thing in many ways; the inventory knows it by its full resource name, `//service/path`. */

/**
 * @param value a full name, a URL of an API (`https://www.googleapis.com/compute/v1/projects/…`), or a relative name
 * @param service whose relative names they are, such as `pubsub.googleapis.com`
 * @returns undefined for a short name, which says nothing without its place
 */
export function fullName(value: string, service: string): string | undefined {
  if (value.startsWith('//')) return value;
  const path =
    /^https:\/\/[a-z]+\.googleapis\.com\/(?:[a-z]+\/)?(?:v\d\w*|beta|alpha)\/(projects\/.+)$/.exec(value)?.[1] ?? value;
  return path.startsWith('projects/') ? `//${service}/${path}` : undefined;
}

/** The project that a full name is in, by id or number; undefined for names without one, such as of buckets. */
export const projectIn = (name: string): string | undefined => /\/projects\/([^/]+)/.exec(name)?.[1];
