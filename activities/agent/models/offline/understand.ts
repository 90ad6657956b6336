/**
 * What a person wants, from their words alone. A list of patterns, and meant to be one: the published list of requests
 * is what is understood, and everything else is answered with that list instead of a guess.
 */
import { type ClusterRequest, clusterRequest } from './cluster-requests.ts';
import { type CostQuestion, costQuestion } from './cost-questions.ts';
import { isDocumentQuestion, toRemember } from './document-questions.ts';
import { type EstateQuestion, estateQuestion } from './estate-questions.ts';
import { foreignIn } from './foreign.ts';
import { isWritable, type Kind, type WritableKind } from './kinds.ts';
import { type Mention, mentions } from './mentions.ts';
import { originOf } from './origin.ts';

export type Wish = { of: WritableKind; text: string };

export type Intent =
  | { kind: Simple }
  | { kind: 'run' | 'plan'; runId: string | null }
  | { kind: 'why'; name: string }
  | { kind: 'docs'; of: Kind | null }
  | { kind: 'knowledge'; of: Kind | null; text: string }
  | { kind: 'remember'; fact: string }
  | { kind: 'list'; of: Kind[] }
  | { kind: 'estate'; question: EstateQuestion }
  | { kind: 'cluster'; request: ClusterRequest }
  | { kind: 'spending'; question: CostQuestion }
  | { kind: 'create'; wishes: Wish[]; text: string }
  | { kind: 'change'; of: Kind | null; text: string }
  | { kind: 'delete'; of: Kind[]; text: string }
  | { kind: 'cannot_write'; of: Kind };

type Simple =
  | 'greeting'
  | 'thanks'
  | 'identity'
  | 'help'
  | 'stop'
  | 'inventory'
  | 'runs'
  | 'recent_changes'
  | 'approvals'
  | 'who_approved'
  | 'projects'
  | 'cost'
  | 'files'
  | 'destroy_all'
  | 'unknown';

const polite =
  /^(?:(?:(?:hi|hello|hey)(?: there| everyone| all)?|ok|okay|so|well|yes|great|good|thanks|thank you|now|then|also|and|next|please|aurora|kindly|actually|no|instead|rather)\b[\s,!.:-]*|(?:can|could|would|will) (?:you|we) (?:please )?|i(?:'d| would) (?:like|love) (?:you )?(?:to )?|i (?:want|need) (?:you )?to |i(?:'m| am) (?:trying|looking) to |let'?s |we (?:want|need|have|should) to |help me |go ahead and )+/i;

const creators =
  /\b(?:create|make|set ?up|add|provision|build|deploy|launch|spin up|start|needs?|wants?|give me|get me|generate|write|like|new|define|configure)\b/i;
const changers =
  /\b(?:turn(?:ed)? (?:on|off)|switch(?:ed)? (?:on|off|to)|enable|disable|activate|deactivate|set(?! ?up)|change|rename|increase|decrease|raise|lower|reduce|extend|resize|scale|update|modify|edit|open|close|allow|block|tag|untag|label|encrypt|rotate|subscribe|keep|expire|make|add|remove|suspend|protect|attach|scan|call it|name it)\b/i;
/** "delete objects in the bucket after 30 days" wants a rule for the bucket, and by no means its end. */
const retention = /\b(?:after|older than)\s+\d+\s+(?:day|week|month|year)/i;
const deleters = /\b(?:delete|destroy|remove|drop|tear down|get rid of|decommission|terminate)\b/i;
const preposition = /\b(?:to|on|onto|for|from|of|in|at|with|into|against|inside)\b/i;
const definite = /\b(?:the|my|our|this|that|its|existing|these|those)\b/i;

export function understand(request: string): Intent {
  const text = request.trim();
  const core = text.replace(polite, '').trim();
  const talk = smallTalk(text, core);
  if (talk !== undefined) return { kind: talk };

  const ofCluster = clusterRequest(core);
  if (ofCluster !== undefined) return { kind: 'cluster', request: ofCluster };

  const fact = toRemember(core);
  if (fact !== undefined) return { kind: 'remember', fact };
  if (isDocumentQuestion(core)) return { kind: 'knowledge', of: mentions(core)[0]?.kind ?? null, text: core };

  const origin = originOf(core);
  if (origin !== null) return { kind: 'why', name: origin };

  const ofCosts = costQuestion(core);
  if (ofCosts !== undefined) return { kind: 'spending', question: ofCosts };

  const found = mentions(core);
  const ofEstate = estateQuestion(core, unique(found.map(({ kind }) => kind)));
  if (ofEstate !== undefined) return { kind: 'estate', question: ofEstate };
  const question =
    /^(?:how|what|which|why|who|when|where|is|are|do|does|did|has|have|show|list|tell|give me (?:a|the) list|count|explain|describe|can i|should)\b/i.test(
      core,
    );
  const asked = question ? ask(core, found) : undefined;
  return asked ?? order(core, found) ?? ask(core, found) ?? { kind: 'unknown' };
}

/** Whether the words stand on their own, or only refine what was said before. */
export const standsAlone = (request: string): boolean => {
  const intent = understand(request);
  return intent.kind !== 'unknown' && !(intent.kind === 'change' && intent.of === null);
};

function smallTalk(text: string, core: string): Simple | undefined {
  if (/^(?:don'?t|do not|never) (?:create|delete|destroy|remove|drop|make|touch|change|apply|propose)\b/i.test(core))
    return 'stop';
  if (
    /^(?:stop|cancel|never ?mind|forget (?:it|that)|abort|leave it|don'?t(?: do (?:it|that))?)\b[\s.!]*(?:please|that|it)?[\s.!]*$/i.test(
      core || text,
    )
  )
    return 'stop';
  if (
    /\b(?:who|what) (?:exactly )?are you\b|\bare you (?:an? )?(?:\w+ )?(?:ai|llm|bot|robot|human|person|model|gpt|claude|gemini|real)\b|\b(?:which|what) (?:language )?model (?:is this|are you|do you|am i)|\byour name\b/i.test(
      text,
    )
  )
    return 'identity';
  if (
    /^(?:help|\?|commands?|menu)[\s.!?]*$|\bwhat (?:all )?(?:can|do) you (?:do|understand|know|support)|\bhow (?:does this|do you|does aurora) work|\bwhat can i (?:ask|say|do)|\bcapabilities\b|\bget(?:ting)? started\b/i.test(
      text,
    )
  )
    return 'help';
  if (core !== '') return undefined;
  return /thank/i.test(text) ? 'thanks' : 'greeting';
}

function ask(text: string, found: Mention[]): Intent | undefined {
  const runId = /\brun[\s:#]+([0-9a-f][0-9a-f-]{5,})\b/i.exec(text)?.[1] ?? null;
  if (/\b(?:cost|costs|price|prices|pricing|expensive|bill|spend|spending|spent|budget|cheaper|savings?)\b/i.test(text))
    return { kind: 'cost' };
  if (/\bwho\b.*\b(?:approved|decided|rejected)\b/i.test(text)) return { kind: 'who_approved' };
  if (
    /\b(?:pending|open|waiting)\b.*\bapprovals?\b|\bapprovals?\b.*\b(?:pending|open|waiting)\b|\bwaiting for (?:me|approval|a decision)\b|\bwhat (?:do|must) i (?:approve|decide)/i.test(
      text,
    )
  )
    return { kind: 'approvals' };
  if (/\bplan\b/i.test(text)) return { kind: 'plan', runId };
  if (
    runId !== null ||
    /\b(?:last|latest|this|that|previous|current) run\b|\bwhy did (?:it|the run|that) (?:fail|stop)|\bwhat happened\b/i.test(
      text,
    )
  )
    return { kind: 'run', runId };
  if (/\bruns\b/i.test(text)) return { kind: 'runs' };
  if (/\b(?:what|which).*\bchanged\b|\brecent changes\b|\bchange history\b/i.test(text))
    return { kind: 'recent_changes' };
  if (/\bprojects\b/i.test(text)) return { kind: 'projects' };
  if (/\b(?:terraform|hcl|files?|code|configuration)\b/i.test(text) && !/^(?:how|why|explain)\b/i.test(text))
    return { kind: 'files' };
  if (
    /\b(?:what|which)\b.*\b(?:do|have) (?:i|we) (?:have|got|own)\b(?!.*\b(?:in|on) )|\bwhat(?:'s| is) (?:running|deployed|there)|\beverything\b|\binventory\b|\b(?:all|my|our|the) resources\b|\boverview\b|\bwhat exists\b|\bin (?:my|our|the|this) account\b/i.test(
      text,
    ) &&
    found.length === 0
  )
    return { kind: 'inventory' };
  if (isDocs(text)) return { kind: 'docs', of: found[0]?.kind ?? null };
  if (
    found.length > 0 &&
    /\b(?:list|show|which|what|how many|have|there|count|see|tell|describe|all)\b|^\S+\s*\??$|s\s*\?*$/i.test(text)
  )
    return { kind: 'list', of: unique(found.map(({ kind }) => kind)) };
  return undefined;
}

const isDocs = (text: string) =>
  /^(?:how (?:do|can|should|to|does|would)|what(?:'s| is| are| does)(?: an?| the)? (?!.*\b(?:i|we|my|our) )|explain|why (?:should|is|do|does)|when should|should i|can i|difference)\b|\b(?:documentation|docs|best practices?|difference between)\b/i.test(
    text,
  ) && !/\b(?:do|have) (?:i|we) have\b|\bhow many\b/i.test(text);

function order(text: string, found: Mention[]): Intent | undefined {
  const remove = deleters.exec(text);
  if (
    remove !== null &&
    /\b(?:everything|all (?:of it|resources|the resources)|(?:the )?whole project|it all)\b/i.test(text) &&
    found.length === 0
  )
    return { kind: 'destroy_all' };

  const create = creators.exec(text);
  const change = changers.exec(text);
  const direct = create === null ? undefined : directObject(text, create.index + create[0].length, found);
  // The first verb is the wish; a later one tells about the thing: "a bucket that deletes objects after a week".
  const begins = [change, remove].every((other) => other === null || other.index >= (create?.index ?? 0));
  if (direct !== undefined && begins)
    return isForeign(text, found) ? { kind: 'unknown' } : creation(text, found, direct);
  if (remove !== null && isDelete(text, remove.index + remove[0].length, found)) return deletion(text, found);
  if (create !== null && begins && isForeign(text, found)) return { kind: 'unknown' };
  const about = create !== null && found.some(({ start }) => definite.test(text.slice(Math.max(0, start - 12), start)));
  const ages = remove !== null && retention.test(text);
  if (change !== null || about || ages) return { kind: 'change', of: target(text, found), text };
  // Never more than was said: "delete old objects in the bucket" leaves the bucket alone.
  if (remove !== null) return { kind: 'change', of: target(text, found), text };

  const loose = found.find(({ start }) => !definite.test(text.slice(Math.max(0, start - 9), start)));
  if (loose !== undefined && (create !== null || /^(?:an?|one|new|private|another|encrypted)\b/i.test(text)))
    return creation(text, found, loose);
  return undefined;
}

/** "a Kinesis destination for the table": what is wanted is named before what we know. A role is for a service. */
function isForeign(text: string, found: Mention[]): boolean {
  const first = found[0];
  const foreign = foreignIn(text)[0];
  if (foreign === undefined || first?.kind === 'iam_role') return false;
  return first === undefined || foreign.index <= first.start;
}

/** "the queue and the table" are two things to delete; "the security group of the server" is one. */
function deletion(text: string, found: Mention[]): Intent {
  const [first, ...more] = found;
  const further = more.filter(({ start }) =>
    /(?:,|\band\b)\s+(?:the |my |our )?(?:[\w-]+ )?$/i.test(text.slice(0, start)),
  );
  return { kind: 'delete', of: first === undefined ? [] : unique([first, ...further].map(({ kind }) => kind)), text };
}

/** "delete the queue" deletes; "remove versioning from the bucket" changes. */
function isDelete(text: string, after: number, found: Mention[]): boolean {
  const first = found.find(({ start }) => start >= after);
  if (first === undefined)
    return /^\s+(?:it|that|them|["'`“]?[\w./-]+["'`”]?)\s*(?:please)?[.!]*$/i.test(text.slice(after));
  const gap = text.slice(after, first.start);
  return !/\b(?:from|on|of|in|for|to)\b/i.test(gap);
}

/** The thing to be made: the first mention with nothing like "to the" between the verb and it. */
function directObject(text: string, after: number, found: Mention[]): Mention | undefined {
  const first = found.find(({ start }) => start >= after - 1);
  if (first === undefined) return undefined;
  const gap = text.slice(after, first.start);
  return preposition.test(gap) || definite.test(gap) ? undefined : first;
}

function creation(text: string, found: Mention[], first: Mention): Intent {
  if (!isWritable(first.kind)) return { kind: 'cannot_write', of: first.kind };
  const mains = [first, ...found.filter((mention) => mention.start > first.start && isFurther(text, mention, first))];
  const starts = mains.map((mention, at) => (at === 0 ? 0 : phraseStart(text, mention)));
  const wishes = mains.flatMap(({ kind }, at) => {
    const clause = text.slice(starts[at], starts[at + 1] ?? text.length).trim();
    return isWritable(kind) ? [{ of: kind, text: clause }] : [];
  });
  return { kind: 'create', wishes: oncePerKind(wishes), text };
}

const joined =
  /(?:,|\band\b|\bplus\b|\balso\b|\bas well as\b|\bthen\b)\s+(?:(?:an?|one|another|also|new|the)\s+)?(?:[\w.-]+\s+){0,2}$/i;

/** A further thing to make: joined by "and a" or ", a", not part of another ("for the", "with KMS"). */
function isFurther(text: string, mention: Mention, first: Mention): boolean {
  if (mention.kind === first.kind || !isWritable(mention.kind)) return false;
  const before = text.slice(Math.max(0, mention.start - 48), mention.start);
  const clause = before.slice(before.search(/(?:,|\band\b|\bplus\b|\balso\b|\bas well as\b|\bthen\b)[^,]*$/i));
  if (/\bwith an? (?:[\w-]+ )?$/i.test(before) && /^(?:security_group|iam_role)$/.test(mention.kind)) return true;
  return joined.test(before) && !/\b(?:for|to|of|in|on|from|with|using|via|my|our|access)\s/i.test(clause);
}

function phraseStart(text: string, mention: Mention): number {
  const before = text.slice(0, mention.start);
  const at = before.search(
    /(?:,|\band|\bplus|\balso|\bas well as|\bthen|\bwith)\s+(?:(?:an?|one|another|also|new|the)\s+)?(?:[\w.-]+\s+){0,2}$/i,
  );
  return at === -1 ? mention.start : at;
}

const oncePerKind = (wishes: Wish[]) => wishes.filter(({ of }, at) => wishes.findIndex((one) => one.of === of) === at);

/** Which kind a change or deletion is about: the one that is pointed at, else the last one named. */
function target(text: string, found: Mention[]): Kind | null {
  const pointed = found.find(({ start }) => definite.test(text.slice(Math.max(0, start - 24), start)));
  return (pointed ?? found.find(({ kind }) => kind !== 'kms_key') ?? found[0])?.kind ?? null;
}

const unique = <T>(values: T[]): T[] => [...new Set(values)];
