/** A role that one AWS service may take on, with the least it needs. */
import { type Item, json, raw, resource, type Value } from '../hcl/write.ts';
import type { Kind } from '../kinds.ts';
import { explicitName } from '../read.ts';
import type { Site } from '../site.ts';
import {
  type Ask,
  baseName,
  type Declined,
  freeLabel,
  freeName,
  isDeclined,
  type Recipe,
  type Written,
  withBlocks,
} from './recipe.ts';

export const iamRole: Recipe = { of: 'iam_role', looks: ['iam_role'] satisfies Kind[], write };

type Service = {
  words: RegExp;
  principal: string;
  name: string;
  short: string;
  /** Writes its own logs to CloudWatch. */
  logs: boolean;
  /** Says for which account it acts when it takes on a role; the others would be locked out by that condition. */
  tellsAccount: boolean;
};

const services: Service[] = [
  {
    words: /\blambdas?\b/i,
    principal: 'lambda.amazonaws.com',
    name: 'Lambda',
    short: 'lambda',
    logs: true,
    tellsAccount: false,
  },
  {
    words: /\becs\b|\bfargate\b/i,
    principal: 'ecs-tasks.amazonaws.com',
    name: 'ECS tasks',
    short: 'ecs-task',
    logs: true,
    tellsAccount: true,
  },
  {
    words: /\bec2\b|\binstances?\b|\bservers?\b/i,
    principal: 'ec2.amazonaws.com',
    name: 'EC2',
    short: 'ec2',
    logs: false,
    tellsAccount: false,
  },
  {
    words: /\bstep functions?\b|\bstate machines?\b/i,
    principal: 'states.amazonaws.com',
    name: 'Step Functions',
    short: 'states',
    logs: false,
    tellsAccount: true,
  },
  {
    words: /\beventbridge\b|\bscheduler\b/i,
    principal: 'scheduler.amazonaws.com',
    name: 'EventBridge Scheduler',
    short: 'scheduler',
    logs: false,
    tellsAccount: true,
  },
  {
    words: /\bcode ?build\b/i,
    principal: 'codebuild.amazonaws.com',
    name: 'CodeBuild',
    short: 'codebuild',
    logs: true,
    tellsAccount: true,
  },
  { words: /\bglue\b/i, principal: 'glue.amazonaws.com', name: 'Glue', short: 'glue', logs: true, tellsAccount: false },
  {
    words: /\bapi gateway\b/i,
    principal: 'apigateway.amazonaws.com',
    name: 'API Gateway',
    short: 'apigateway',
    logs: false,
    tellsAccount: false,
  },
];

function write(ask: Ask, site: Site): Written | Declined {
  const service =
    services.find(({ words }) => words.test(ask.text)) ?? services.find(({ words }) => words.test(ask.whole));
  if (service === undefined) {
    return {
      declined: `A role needs someone who may take it on. Which service is it for: ${services.map(({ name }) => name).join(', ')}?`,
    };
  }
  const { base, explicit } = nameOf(ask, service);
  const name = freeName(site, 'iam_role', base, explicit);
  if (isDeclined(name)) return name;
  const label = freeLabel(site, base.replace(/-role$/, ''), ['aws_iam_role']);

  const blocks = [
    resource(
      'aws_iam_role',
      label,
      ['name', name],
      ['description', `Taken on by ${service.name}, managed by Aurora`],
      trust(service, site),
    ),
  ];
  if (service.logs) blocks.push(writeLogs(label));
  if (service.short === 'ec2')
    blocks.push(
      resource('aws_iam_instance_profile', label, ['name', name], ['role', raw(`aws_iam_role.${label}.name`)]),
    );
  return {
    files: withBlocks(site, 'iam.tf', blocks),
    file: 'iam.tf',
    what: `the IAM role \`${name}\` for ${service.name}`,
    points: [
      `can be taken on by \`${service.principal}\`${service.tellsAccount && site.account !== null ? ' for this account' : ''} only`,
      service.logs ? 'may write CloudWatch logs and nothing else' : 'may do nothing yet',
      ...(service.short === 'ec2' ? ['comes with an instance profile'] : []),
    ],
    notes: ["Add what it may do beyond that in the project's files: I do not guess permissions."],
  };
}

function nameOf(ask: Ask, service: Service): { base: string; explicit: boolean } {
  const named = explicitName(ask.text);
  if (named !== undefined) return { base: named, explicit: true };
  const withoutService = ask.text.replace(
    /\b(?:for|by)\s+(?:the |an? |our )?(?:aws )?(?:lambda|ecs|fargate|ec2|step|state|eventbridge|code ?build|glue|api)\b[\w ]*?(?=\b(?:named|called|to|that|which|with)\b|[,.;]|$)/gi,
    ' ',
  );
  const { base } = baseName({ text: withoutService, whole: withoutService }, 'iam_role', service.short);
  return { base: /role$/.test(base) ? base : `${base}-role`, explicit: false };
}

/** The account condition keeps another customer's service from using the role (the "confused deputy"). */
function trust(service: Service, site: Site): Item {
  const condition: Record<string, Value> =
    site.account === null || !service.tellsAccount
      ? {}
      : { Condition: { StringEquals: { 'aws:SourceAccount': site.account } } };
  const statement = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: service.principal },
    ...condition,
  };
  return ['assume_role_policy', json({ Version: '2012-10-17', Statement: [statement] })];
}

function writeLogs(label: string): string {
  const statement = {
    Effect: 'Allow',
    Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: 'arn:aws:logs:*:*:*',
  };
  return resource(
    'aws_iam_role_policy',
    label,
    ['name', 'write-logs'],
    ['role', raw(`aws_iam_role.${label}.id`)],
    ['policy', json({ Version: '2012-10-17', Statement: [statement] })],
  );
}
