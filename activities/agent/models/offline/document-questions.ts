/** Questions that the team's own documents answer, and facts to remember, from words alone. */

const documentWord =
  '(?:runbooks?|playbooks?|docs?|documents?|documentation|handbooks?|guides?|guidelines?|wiki|manuals?|readme|policy|policies|knowledge(?: base)?|notes|decisions?)';
const ours = '(?:our|the|my|your|this) (?:[\\w-]+ ){0,3}?';

const asking = [
  new RegExp(
    `\\b(?:do|does|did|what) ${ours}${documentWord}\\b.*\\b(?:says?|tells?|states?|mentions?|recommends?|requires?)\\b`,
    'i',
  ),
  new RegExp(`\\b(?:according to|as written in|written in|in) ${ours}${documentWord}\\b`, 'i'),
  new RegExp(`^(?:search|look (?:up )?in|check|ask|consult|read) ${ours}${documentWord}\\b`, 'i'),
  /^(?:is|what is|what's|what are) (?:our|the team's) (?:[\w-]+ ){0,3}?(?:policy|policies|process|procedure|rules?|conventions?|standards?|guidelines?)\b/i,
  /^how (?:do|should|must) we\b/i,
];

/** "Create a bucket as in our guide" wants a bucket. */
const opening =
  /^(?:what|which|who|where|when|how|why|is|are|do|does|did|can|may|should|must|according to|as written in|search|look|check|ask|consult|read|tell|show|find|explain)\b/i;

/** How a resource is written, and what things cost, others answer. */
const elsewhere = /\b(?:terraform|hcl|costs?|spend(?:ing)?|budgets?|price|pricing)\b/i;

export const isDocumentQuestion = (text: string): boolean =>
  opening.test(text) && asking.some((pattern) => pattern.test(text)) && !elsewhere.test(text);

const remembering =
  /^(?:remember|memori[sz]e|keep in mind|make a note|note down|take note|note)\b(?:\s+(?:that|this))?\s*[:,]?\s+(?<what>\S.{4,})/is;

/** @returns the fact, as a sentence */
export function toRemember(text: string): string | undefined {
  const what = remembering.exec(text)?.groups?.what?.trim();
  if (what === undefined || what.endsWith('?')) return undefined;
  const sentence = what.charAt(0).toUpperCase() + what.slice(1);
  return /[.!]$/.test(sentence) ? sentence : `${sentence}.`;
}
