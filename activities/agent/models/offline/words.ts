/** Small language: lists, plurals, and text from elsewhere made fit to be shown inside a sentence. */

/** "a", "a and b", "a, b and c". */
export function sentenceList(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const article = (noun: string): string =>
  `${/^([aeiou]|s3|sqs|sns|ssm|ec2|iam|ecr)/i.test(noun) ? 'an' : 'a'} ${noun}`;

/**
 * A name or reason that came from a cloud, a file or a person, as a piece of inline code: one line, short, and without
 * the characters that would let it become markup. What it says is shown, never followed.
 */
export function shown(text: unknown, longest = 80): string {
  const plain = String(text ?? '')
    .replace(/[`\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `\`${plain.length > longest ? `${plain.slice(0, longest - 3)}...` : plain}\``;
}

/** A reason in prose: like `shown`, without the code marks. */
export function quoted(text: unknown, longest = 240): string {
  return shown(text, longest)
    .slice(1, -1)
    .replace(/[<>[\]*_|]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A reason at the end of a sentence of ours, which brings its own full stop. */
export const because = (text: unknown, longest = 240): string => quoted(text, longest).replace(/[.\s]+$/, '');

/** Ends a clause with exactly one full stop. */
export const sentence = (text: string): string => `${capital(text.trim().replace(/[.\s]+$/, ''))}.`;
