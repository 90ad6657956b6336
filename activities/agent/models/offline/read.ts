/** Reads wishes out of a sentence: yes or no, names, purposes, times, numbers, regions. */

/** The last word on a feature: later sentences steer earlier ones. Undefined when it is not mentioned. */
export function wants(text: string, feature: RegExp): boolean | undefined {
  const pattern = new RegExp(feature.source, 'gi');
  const last = [...text.matchAll(pattern)].at(-1);
  if (last === undefined) return undefined;
  const before = text.slice(Math.max(0, last.index - 28), last.index).toLowerCase();
  const after = text.slice(last.index + last[0].length, last.index + last[0].length + 12).toLowerCase();
  const negated =
    /\b(?:without|no|not|non|disable|disabled|turn(?:ed)? off|switch off|stop|remove|suspend|never|don'?t(?: \w+)?)\b[^,.;]*$/.test(
      before,
    );
  return !(negated || /^\s*(?:is |be )?(?:off|disabled|suspended)\b/.test(after));
}

const quotes = `"'\`“”‘’`;
const nameChars = '[\\p{L}\\p{N}][\\p{L}\\p{N}._/@-]*|/[\\p{L}\\p{N}._/-]+';
const named = (words: string) => new RegExp(`\\b(?:${words})\\s*[${quotes}]?(${nameChars})[${quotes}]?`, 'giu');
const namedPattern = named('named\\s|called\\s|names? (?:is|of)\\s|name\\s*[=:]|with (?:the )?name\\s');
/** What is said last to correct what was said before. */
const renamedPattern = named('(?:name|call) it\\s|rename(?:d)?(?: \\S+){0,4}? (?:to|as|into)\\s');
const quotedPattern = new RegExp(`(\\S*)\\s*[${quotes}](${nameChars})[${quotes}]`, 'gu');

/** Words before a quotation that say it is something else than a name. */
const notBeforeNames =
  /^(?:prefix|path|of|value|be|is|location|to|with|from|on|zone|file|user|and|or|at|as|in|for|than|=|tag|key)$/i;
const notNames =
  /^(?:the|an?|my|our|your|its?|this|that|which|and|or|with|for|is|to|of|in|on|example|instead|please)$/i;

/** A name the person chose in so many words: a correction, else the first that is given. */
export function explicitName(text: string): string | undefined {
  const corrected = names(text, renamedPattern).at(-1);
  const given = names(text, namedPattern)[0];
  const quoted = [...text.matchAll(quotedPattern)].find(([, before = '']) => !notBeforeNames.test(before))?.[2];
  return corrected ?? given ?? quoted?.replace(/[.,;:]+$/, '');
}

const names = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)]
    .map(([, name = '']) => name.replace(/[.,;:]+$/, ''))
    .filter((name) => !notNames.test(name));

/** Every name that is quoted. */
export const quotedNames = (text: string): string[] => [...text.matchAll(quotedPattern)].map((found) => found[2] ?? '');

const purposePattern =
  /\b(?:for|to (?:store|hold|keep|archive|process|handle|track|receive|collect|save|serve|run|host))\s+(?:(?:our|my|the|all|some|an?|any|storing|holding|keeping|new|incoming|daily)\s+)*([\p{L}][\p{L}\p{N}'/ -]*?)(?=\s+(?:with|in|that|which|and|using|where|so|to|from|on|via|at|under|of|please|named|called|for|by|having|but|without|into|plus)\b|\s*[,.;:!?()]|\s*$)/giu;

const notPurposes =
  /^(?:it|this|that|them|me|us|\d|(?:the )?(?:entire |whole )?(?:bucket|queue|table|topic)|objects?|public|versioning|encryption|production use|free|cheap|now|sure)$/i;

/** What the thing is for, as words: "access logs". The last one counts. */
export function purpose(text: string): string | undefined {
  const found = [...text.matchAll(purposePattern)].map((match) => (match[1] ?? '').trim());
  return found.filter((words) => words !== '' && !notPurposes.test(words)).at(-1);
}

const fillers = new Set(
  (
    'a an the our my your their some any new private public secure secured encrypted versioned standard simple small large big tiny cheap basic plain another ' +
    'one two three four additional aws amazon cloud s3 sqs sns iam ec2 ecr ssm kms fifo dynamodb cloudwatch linux please is be with and or ' +
    'create make add set up provision build deploy launch want need give me us i we would like to you can could let lets have get also now then it this that of for service execution empty managed customer single dedicated separate proper good safe secret securestring string'
  ).split(' '),
);

/** Words right before the noun that say which one: "the orders queue" gives "orders". */
export function qualifier(text: string, noun: RegExp): string | undefined {
  const found = new RegExp(noun.source, 'i').exec(text);
  if (found === null) return undefined;
  const words = text.slice(0, found.index).trim().split(/\s+/).slice(-3);
  const kept: string[] = [];
  for (const word of words.reverse()) {
    const bare = word.replace(/^[^\p{L}\p{N}/]+|[^\p{L}\p{N}]+$/gu, '');
    if (bare === '' || fillers.has(bare.toLowerCase()) || /[,.;:]$/.test(word)) break;
    kept.unshift(bare);
  }
  return kept.length === 0 ? undefined : kept.join(' ');
}

const small: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fourteen: 14,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  ninety: 90,
};

export const numberWord = (word: string): number | undefined =>
  /^\d+(?:\.\d+)?$/.test(word) ? Number(word) : small[word.toLowerCase()];

const secondsIn: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, mo: 2_592_000, y: 31_536_000 };

/** Every time span in the text, in seconds, in order; a month is 30 days and a year 365. */
export function spans(text: string): { seconds: number; index: number }[] {
  const pattern =
    /\b(\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty|sixty|ninety)[\s-]*(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\b/gi;
  return [...text.matchAll(pattern)].map((found) => {
    const unit = (found[2] ?? '').toLowerCase();
    const key = unit.startsWith('mo') ? 'mo' : unit.charAt(0);
    return { seconds: (numberWord(found[1] ?? '') ?? 0) * (secondsIn[key] ?? 0), index: found.index };
  });
}

/** The last time span, in whole days; undefined when there is none. */
export const days = (text: string): number | undefined => {
  const last = spans(text).at(-1);
  return last === undefined ? undefined : Math.max(1, Math.round(last.seconds / 86_400));
};

export const seconds = (text: string): number | undefined => spans(text).at(-1)?.seconds;

/** "three times", "after 5 tries", "5 attempts". */
export function times(text: string): number | undefined {
  const found =
    /\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:times|tries|attempts|receives|retries)\b/i.exec(
      text,
    );
  return found === null ? undefined : numberWord(found[1] ?? '');
}

const places: Record<string, string> = {
  frankfurt: 'eu-central-1',
  ireland: 'eu-west-1',
  dublin: 'eu-west-1',
  london: 'eu-west-2',
  paris: 'eu-west-3',
  stockholm: 'eu-north-1',
  milan: 'eu-south-1',
  virginia: 'us-east-1',
  ohio: 'us-east-2',
  oregon: 'us-west-2',
  california: 'us-west-1',
  tokyo: 'ap-northeast-1',
  seoul: 'ap-northeast-2',
  mumbai: 'ap-south-1',
  singapore: 'ap-southeast-1',
  sydney: 'ap-southeast-2',
  canada: 'ca-central-1',
  'sao paulo': 'sa-east-1',
};

/** An AWS region, by its code or its place. */
export function region(text: string): string | undefined {
  const code =
    /\b(?:us|eu|ap|sa|ca|me|af|il)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d\b/i.exec(
      text,
    )?.[0];
  if (code !== undefined) return code.toLowerCase();
  const place = Object.keys(places).find((name) =>
    new RegExp(`\\b(?:in|region)\\s+(?:\\w+\\s+)?${name}\\b`, 'i').test(text),
  );
  return place === undefined ? undefined : places[place];
}
