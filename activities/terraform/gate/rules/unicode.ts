import type { Report } from '../finding.ts';
import { isConfiguration, isVariables, type Project } from '../project.ts';
import { eachAttribute, eachBlock, eachExpr } from '../visit.ts';

/**
 * Text that people and Terraform read differently.
 * Bidirectional controls: https://trojansource.codes (CVE-2021-42574); lookalikes: Unicode TR 39.
 */
export function unicode(project: Project, report: Report): void {
  for (const [file, text] of Object.entries(project.files)) {
    if (isConfiguration(file) || isVariables(file) || /\.(tftpl|tpl|hcl)$/.test(file)) lines(file, text, report);
  }
  for (const { attribute, place } of eachAttribute(project)) {
    name(attribute.name, place, report);
    for (const expr of eachExpr(attribute.value)) {
      const here = { ...place, line: expr.line };
      if (expr.kind === 'root' || expr.kind === 'attr' || expr.kind === 'call') name(expr.name, here, report);
      // What an escape such as \u202e makes of itself is not in the text of the file.
      if (expr.kind === 'literal' && typeof expr.value === 'string') literal(expr.value, here, report);
    }
  }
  for (const { block, place } of eachBlock(project))
    for (const label of [block.type, ...block.labels]) name(label, place, report);
}

const hidden: [pattern: RegExp, what: string][] = [
  [
    /[\u202a-\u202e\u2066-\u2069]/,
    'a bidirectional control character, which shows code in another order than Terraform reads it',
  ],
  [/[\u2028\u2029\u0085]/, 'a line break that editors show and Terraform does not see'],
  [/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/, 'a control character'],
  [/\r(?!\n|$)/, 'a carriage return in the middle of a line, which hides what stands before it'],
  [/[\u200b\u2060-\u2064\ufeff\u00ad\u180e\u115f\u1160\u3164\uffa0]/, 'an invisible character'],
  [
    /(?<=[\x21-\x7e])[\u200c-\u200f\u061c]|[\u200c-\u200f\u061c](?=[\x21-\x7e])/,
    'an invisible character between plain ones',
  ],
  // Flags of regions are the one honest use of tag characters.
  [/(?<![\u{1f3f4}\u{e0020}-\u{e007e}])[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/u, 'invisible tag characters'],
];

function lines(file: string, text: string, report: Report): void {
  const bare = text.replace(/^\ufeff/, '');
  if (!hidden.some(([pattern]) => pattern.test(bare))) return;
  for (const [index, line] of bare.split('\n').entries()) {
    for (const [pattern, what] of hidden) {
      if (pattern.test(line))
        report('unicode', `Line ${index + 1} holds ${what}. Remove it.`, { file, line: index + 1 });
    }
  }
}

type Here = Parameters<Report>[2];

function literal(text: string, place: Here, report: Report): void {
  const found = hidden
    .slice(0, 1)
    .concat(hidden.slice(4))
    .find(([pattern]) => pattern.test(text));
  if (found) report('unicode', `A text holds ${found[1]}. Remove it.`, place);
  if (spoofs(text))
    report(
      'unicode',
      `A word in "${text.slice(0, 60)}" mixes Latin letters with Cyrillic ones that look the same.`,
      place,
    );
}

/** Cyrillic letters that look like Latin ones. */
const twins = 'асеорхуіјѕһԁԛԝАВЕКМНОРСТХУІЈЅ';

/** A word of Latin letters in which single ones were exchanged. Words that are honestly Cyrillic have other letters too. */
const spoofs = (text: string): boolean =>
  /[\u0400-\u052f]/.test(text) &&
  text.split(/[^\p{L}]+/u).some((word) => {
    const cyrillic = [...word].filter((letter) => /[\u0400-\u052f]/.test(letter));
    return /[A-Za-z]/.test(word) && cyrillic.length > 0 && cyrillic.every((letter) => twins.includes(letter));
  });

function name(text: string, place: Here, report: Report): void {
  if (/^[\x20-\x7e]*$/.test(text)) return;
  const [found] = hidden.filter(([pattern]) => pattern.test(text));
  if (found) report('unicode', `A name holds ${found[1]}.`, place);
  else if (lookalike(text))
    report(
      'unicode',
      `The name "${text.slice(0, 60)}" uses letters that look like others. Write it with plain ones.`,
      place,
    );
}

function lookalike(text: string): boolean {
  if (text.normalize('NFKC') !== text.normalize('NFC') && /^[\x20-\x7e]*$/.test(text.normalize('NFKC'))) return true;
  return text.split(/[_.\-\s]+/).some((word) => {
    const scripts = [
      /\p{Script=Latin}/u,
      /\p{Script=Cyrillic}/u,
      /\p{Script=Greek}/u,
      /\p{Script=Armenian}/u,
      /\p{Script=Cherokee}/u,
    ];
    const letters = [...word].filter((letter) => /\p{L}/u.test(letter));
    const allTwins = letters.length > 0 && letters.every((letter) => twins.includes(letter));
    return allTwins || scripts.filter((script) => script.test(word)).length > 1;
  });
}
