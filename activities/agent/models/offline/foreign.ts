/**
 * What people ask for that the recipes do not know. Said plainly instead of left out silently: a proposal that looks
 * like what was asked for, and is not, is worse than none.
 */
import { kinds, type WritableKind } from './kinds.ts';

/** Services and resources that sound like ours but are others. */
const others: readonly [RegExp, string][] = [
  [/\bkinesis\b|\bfirehose\b/i, 'Kinesis'],
  [/\bdax\b/i, 'DynamoDB Accelerator'],
  [/\belasti ?cache\b|\bmemcached\b|\b(?:redis|valkey) (?:instance|cluster|node|cache)\b/i, 'ElastiCache'],
  [/\blightsail\b/i, 'Lightsail'],
  [/\broute ?53\b|\bdns (?:record|zone)\b|\bhosted zone\b/i, 'Route 53'],
  [/\bcloudfront\b|\bcdn\b/i, 'CloudFront'],
  [/\beks\b|\bkubernetes\b/i, 'Kubernetes'],
  [/\becs (?:cluster|service)\b|\bfargate (?:service|cluster)\b/i, 'ECS'],
  [
    /\b(?:metric|cloudwatch) alarms?\b|\balarms? (?:that|when|on)\b|\bdashboards?\b/i,
    'CloudWatch alarms and dashboards',
  ],
  [/\bredshift\b/i, 'Redshift'],
  [/\bsage ?maker\b/i, 'SageMaker'],
  [/\bneptune\b/i, 'Neptune'],
  [/\bglacier vaults?\b/i, 'Glacier vaults'],
  [/\befs\b|\bfile systems?\b/i, 'EFS'],
  [/\bbeanstalk\b/i, 'Elastic Beanstalk'],
  [/\bpeering\b|\btransit gateway\b|\bvpn\b|\bdirect connect\b/i, 'connections between networks'],
  [/\bload ?balancers?\b|\b[an]lb\b/i, 'load balancers'],
  [/\bauto ?scaling\b/i, 'auto scaling'],
  [/\bparameter groups?\b/i, 'parameter groups'],
  [/\bcognito\b|\buser pools?\b/i, 'Cognito'],
  [/\bsecrets manager\b/i, 'Secrets Manager'],
  [/\bcloudtrail\b/i, 'CloudTrail'],
  [/\bopensearch\b|\belasticsearch\b/i, 'OpenSearch'],
  [/\bmsk\b|\bkafka\b/i, 'Kafka'],
  [/\bwaf\b/i, 'WAF'],
  [/\bcertificates?\b|\bacm\b/i, 'certificates'],
  [/\biam (?:users?|groups?|polic(?:y|ies))\b/i, 'IAM users, groups and policies'],
];

/** Parts of our own kinds that the recipes leave out. */
const parts: Partial<Record<WritableKind, readonly [RegExp, string][]>> = {
  s3_bucket: [
    [/\bobject[- ]lock\b/i, 'object lock'],
    [/\bcors\b/i, 'CORS'],
    [/\bweb ?sites?\b/i, 'website hosting'],
    [/\breplicat\w+/i, 'replication'],
    [/\bac+elerat\w+/i, 'transfer acceleration'],
    [/\bintelligent[- ]tiering\b/i, 'intelligent tiering'],
    [/\brequest(?:er)? pay\w*|\bpayment\b/i, 'requester pays'],
    [/\bmetrics?\b|\binventory\b|\banalytics\b/i, 'metrics and inventories'],
    [/\bacls?\b|\bowner preferred\b/i, 'ACLs'],
    [/\bnotif\w+/i, 'notifications'],
    [/\bupload\b|\bbucket objects?\b/i, 'objects in the bucket'],
    [/\bforced? destr\w+/i, 'deletion with its content'],
  ],
  dynamodb_table: [
    [/\b(?:global|local)? ?(?:secondary )?ind(?:ex|exes|ices)\b|\bgsis?\b|\blsis?\b/i, 'indexes'],
    [/\bstreams?\b/i, 'streams'],
    [/\bglobal table\b|\breplicas?\b/i, 'replicas'],
    [/\bprovisioned\b|\bcapacity\b/i, 'provisioned capacity'],
    [/\bcontributor insights\b/i, 'contributor insights'],
  ],
  vpc: [
    [/\bipv6\b/i, 'IPv6'],
    [/\bflow logs?\b/i, 'flow logs'],
    [/\bendpoints?\b/i, 'endpoints'],
    [/\bnetwork acls?\b|\bnacls?\b/i, 'network ACLs'],
  ],
  sns_topic: [
    [/\bsms\b|\bto (?:the |a |an )?(?:sqs|queue|lambda|webhook|slack|https?)\b/i, 'subscriptions other than e-mail'],
  ],
  ec2_instance: [
    [/\buser[- ]data\b|\binstall\w*\b|\bwordpress\b|\bdocker\b/i, 'software on it'],
    [/\bkey[- ]pairs?\b|\bssh keys?\b/i, 'key pairs'],
    [/\bwindows\b|\bubuntu\b|\bdebian\b/i, 'other systems than Amazon Linux (give the id of an image instead)'],
    [/\belastic ip\b/i, 'elastic addresses'],
  ],
  sqs_queue: [[/\bpolicy\b|\bcross[- ]account\b/i, 'policies']],
};

/** Where a foreign thing is named, in order of the text. */
export function foreignIn(text: string): { name: string; index: number }[] {
  return others
    .flatMap(([words, name]) => {
      const index = words.exec(text)?.index;
      return index === undefined ? [] : [{ name, index }];
    })
    .sort((a, b) => a.index - b.index);
}

/** What of a wish the recipe will leave out. */
export function leftOut(text: string, of: WritableKind): string[] {
  // A role is for a service that we need not know how to make.
  const foreign = of === 'iam_role' ? [] : foreignIn(text).map(({ name }) => name);
  const own = (parts[of] ?? []).filter(([words]) => words.test(text)).map(([, name]) => name);
  return [...new Set([...own, ...foreign])];
}

/** Whether more than one of the kind was asked for. */
export const wantsMany = (text: string, of: WritableKind): boolean =>
  new RegExp(
    `\\b(?:two|three|four|five|several|[2-9]|second)\\s+(?:[\\w-]+\\s+)?(?:${kinds[of].words.source})`,
    'i',
  ).test(text);
