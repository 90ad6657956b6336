/** Names: derived from what people said, stable, and not taken by anything that exists. */

/** Lower case, digits and single hyphens; at most `longest` characters. */
export function slug(text: string, longest = 40): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/(?<=\p{L})'s\b/gu, 's')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-+/, '').slice(0, longest).replace(/-+$/, '');
}

/** A Terraform label: letters, digits and underscores, not beginning with a digit. */
export function label(text: string): string {
  const plain = slug(text).replaceAll('-', '_');
  return /^[a-z]/.test(plain) ? plain : `r_${plain}`;
}

/** The name, or the name with the next free number. */
export function free(name: string, taken: ReadonlySet<string>, separator = '-'): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}${separator}${number}`)) number += 1;
  return `${name}${separator}${number}`;
}
