import type { RevisionFiles } from '../../../platform/revision-files.ts';
import type { Report } from '../../terraform/gate/finding.ts';

/** Text that people and the cluster read differently: https://trojansource.codes (CVE-2021-42574) */
const hidden: [pattern: RegExp, what: string][] = [
  [/[\u202a-\u202e\u2066-\u2069]/, 'a bidirectional control character, which shows text in another order than it is'],
  [/[\u2028\u2029\u0085]/, 'a line break that editors show and YAML reads otherwise'],
  [/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/, 'a control character'],
  [/[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u180e]/, 'an invisible character'],
];

export function unicodeRules(files: RevisionFiles, report: Report): void {
  for (const [file, text] of Object.entries(files)) {
    for (const [index, line] of text
      .replace(/^\ufeff/, '')
      .split('\n')
      .entries()) {
      const found = hidden.find(([pattern]) => pattern.test(line));
      if (found) report('unicode', `Line ${index + 1} holds ${found[1]}. Remove it.`, { file, line: index + 1 });
    }
  }
}
