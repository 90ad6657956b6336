/** Text of others inside Markdown: shown as it is, mentioning nobody, loading nothing. */

/** For sentences that may quote names and values from files. */
export const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&')
    // A name after it would be told by mail; a character of no width keeps it from being one.
    .replace(/@/g, '@\u200b');

/** An address or a value, on one line. Backticks would end the span. */
export const code = (text: string, most = 120): string => {
  const line = text.replace(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${line.length <= most ? line : `${line.slice(0, most - 1)}…`}\``;
};

export const folded = (summary: string, lines: string[]): string[] => [
  `<details><summary>${summary}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
];
