/** Questions about the inventory and its graph, from words alone. What is not plainly one of them is left to the others. */

import type { Kind } from './kinds.ts';
import { explicitName, region as regionOf } from './read.ts';

export type EstateQuestion =
  | { ask: 'search'; filter: Record<string, unknown> }
  | { ask: 'breaks' | 'destroyed_with_it' | 'history' | 'neighbours' | 'describe'; name: string | null };

const nativeTypes: Record<Kind, string> = {
  s3_bucket: 'AWS::S3::Bucket',
  sqs_queue: 'AWS::SQS::Queue',
  dynamodb_table: 'AWS::DynamoDB::Table',
  sns_topic: 'AWS::SNS::Topic',
  vpc: 'AWS::EC2::VPC',
  subnet: 'AWS::EC2::Subnet',
  security_group: 'AWS::EC2::SecurityGroup',
  ec2_instance: 'AWS::EC2::Instance',
  iam_role: 'AWS::IAM::Role',
  log_group: 'AWS::Logs::LogGroup',
  kms_key: 'AWS::KMS::Key',
  ecr_repository: 'AWS::ECR::Repository',
  ssm_parameter: 'AWS::SSM::Parameter',
  rds_instance: 'AWS::RDS::DBInstance',
  lambda_function: 'AWS::Lambda::Function',
};

const graphQuestions = [
  {
    ask: 'destroyed_with_it',
    words:
      /\bwhat (?:else )?(?:would|will|does|goes?)\b.*\b(?:take with it|go(?:es)? with it|be destroyed with|go(?:es)? too)\b/i,
  },
  {
    ask: 'breaks',
    words:
      /\bblast radius\b|\bwhat(?:'s| is| would| will| could| else)*\s+(?:breaks?|break|fails?|stops? working|affected|impacted|depends? on|depending on)\b|\bimpact of (?:deleting|removing|destroying)\b|\bwhat happens (?:if|when)\b.*\b(?:delete|remove|destroy|drop|goes|is gone)\b/i,
  },
  { ask: 'history', words: /\bhistory of\b|\bwhen (?:did|was) .+ (?:changed?|last changed|created|deleted)\b/i },
  { ask: 'neighbours', words: /\bneighbou?rs of\b|\bwhat(?:'s| is| are)? (?:connected|attached|linked) to\b/i },
  { ask: 'describe', words: /^(?:describe|tell me about|show me the details of|details (?:of|on|about))\b/i },
] as const;

const searching = /^(?:what|which|list|show|find|search|how many|count|are there|is there|do we|everything|all)\b/i;
const about = /\b(?:resources?|everything|all|inventory|have|there|exists?|runs?|running|instances?|things?)\b/i;

export function estateQuestion(text: string, kinds: Kind[]): EstateQuestion | undefined {
  const graph = graphQuestions.find(({ words }) => words.test(text));
  if (graph) {
    const name = nameIn(text);
    // "describe a bucket" is a question about buckets, not about one.
    return graph.ask === 'describe' && name === null ? undefined : { ask: graph.ask, name };
  }
  return searching.test(text) ? search(text, kinds) : undefined;
}

/** Filters that only the inventory has. A kind in a region alone is listed live instead. */
function search(text: string, kinds: Kind[]): EstateQuestion | undefined {
  const tag = /\b(?:tagged|tags?)\s+(?:with\s+)?["'`]?([\w.:/-]+(?:=[\w.:/@-]+)?)/i.exec(text)?.[1];
  const untagged = /\buntagged\b|\bwithout (?:any )?tags?\b|\bno tags\b/i.test(text);
  const codification = codificationIn(text);
  const account = /\baccount\s+(\d{12})\b/i.exec(text)?.[1];
  const region = regionOf(text);
  const q = /^(?:find|search)\b/i.test(text) ? explicitName(text) : undefined;
  const own = untagged || tag || codification || account || q;
  if (!own && !(region && kinds.length === 0 && about.test(text))) return undefined;
  return {
    ask: 'search',
    filter: {
      ...(q && { q }),
      ...(region && { region: [region] }),
      ...(account && { account: [account] }),
      ...(kinds.length > 0 && { nativeType: kinds.map((kind) => nativeTypes[kind]) }),
      ...(untagged ? { untagged: true } : tag && { tag: [tag] }),
      ...(codification && { codification: [codification] }),
    },
  };
}

function codificationIn(text: string): string | undefined {
  if (/\bunmanaged\b|\bnot (?:in|under|managed by) (?:terraform|code)\b/i.test(text)) return 'unmanaged';
  if (/\bdrifted\b|\bwith drift\b/i.test(text)) return 'drifted';
  return /\bcodified\b/i.test(text) ? 'codified' : undefined;
}

const ending =
  /\s+(?:goes(?: away)?|is (?:gone|deleted|removed|destroyed)|last changed|changed?|take with it|too|created|deleted|please)$/i;
const common =
  /^(?:it|that|this|one|buckets?|queues?|tables?|topics?|vpcs?|subnets?|groups?|instances?|servers?|roles?|keys?|functions?|databases?|resources?|repositor(?:y|ies)|parameters?|everything|them|lambda|s3|sqs|rds|ec2|iam|kms)$/i;

/** What is quoted, or a canonical id, or the last word when it is none that names a kind. */
function nameIn(text: string): string | null {
  const quoted = /["“`]([^"”`]+)["”`]/.exec(text)?.[1];
  if (quoted) return quoted;
  const canonical = /\b(?:arn:|urn:|\/subscriptions\/|\/\/)\S+[\w*]/i.exec(text)?.[0];
  if (canonical) return canonical;
  const plain = text
    .trim()
    .replace(/[?!.\s]+$/, '')
    .replace(ending, '');
  const last = /([\w./:@-]+)$/.exec(plain)?.[1];
  return last === undefined || common.test(last) ? null : last;
}
