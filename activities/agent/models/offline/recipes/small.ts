/** Recipes of one or two blocks: log group, KMS key, ECR repository, SSM parameter. */
import { block, type Item, json, raw, resource } from '../hcl/write.ts';
import { label as labelOf } from '../names.ts';
import { days, explicitName, wants } from '../read.ts';
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

/** The only retentions CloudWatch Logs takes, in days: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The shortest allowed retention that is not shorter than what was asked for. */
export const allowedRetention = (wanted: number): number => retentions.find((one) => one >= wanted) ?? 3653;

export const logGroup: Recipe = {
  of: 'log_group',
  looks: [],
  write(ask: Ask, site: Site): Written | Declined {
    const { base, explicit } = baseName(ask, 'log_group', 'app');
    const name = freeName(
      site,
      'log_group',
      explicit || base.startsWith('/') ? base : `/app/${base.replace(/-?logs?$/, '') || base}`,
      explicit,
    );
    if (isDeclined(name)) return name;
    const wanted = days(ask.text) ?? 30;
    const kept = allowedRetention(wanted);
    const body: Item[] = [
      ['name', name],
      ['retention_in_days', kept],
    ];
    return {
      files: withBlocks(site, 'logs.tf', [
        resource('aws_cloudwatch_log_group', freeLabel(site, base, ['aws_cloudwatch_log_group']), ...body),
      ]),
      file: 'logs.tf',
      what: `the log group \`${name}\``,
      points: [`keeps logs for ${kept} days`, 'encrypts them at rest'],
      notes:
        kept === wanted
          ? []
          : [`CloudWatch knows only certain retentions, and ${kept} days is the next one to ${wanted}.`],
    };
  },
};

export const kmsKey: Recipe = {
  of: 'kms_key',
  looks: [],
  write(ask: Ask, site: Site): Written | Declined {
    const { base } = baseName(ask, 'kms_key', 'main');
    const name = base.replace(/^alias\//, '');
    const label = freeLabel(site, name, ['aws_kms_key']);
    const rotation = wants(ask.text, /\brotat\w+/) ?? true;
    const blocks = [
      resource(
        'aws_kms_key',
        label,
        ['description', `Encrypts ${name.replaceAll('-', ' ')}, managed by Aurora`],
        ['enable_key_rotation', rotation],
        ['deletion_window_in_days', 30],
      ),
      resource(
        'aws_kms_alias',
        label,
        ['name', `alias/${name}`],
        ['target_key_id', raw(`aws_kms_key.${label}.key_id`)],
      ),
    ];
    return {
      files: withBlocks(site, 'kms.tf', blocks),
      file: 'kms.tf',
      what: `the KMS key \`alias/${name}\``,
      points: [
        rotation ? 'is rotated every year' : 'is not rotated, as you asked',
        'can be rescued for 30 days after a deletion',
      ],
      notes: ['Its policy is the default one: IAM of this account decides who may use it.'],
    };
  },
};

export const ecrRepository: Recipe = {
  of: 'ecr_repository',
  looks: [],
  write(ask: Ask, site: Site): Written | Declined {
    const { base, explicit } = baseName(ask, 'ecr_repository', 'app');
    const name = freeName(site, 'ecr_repository', base.toLowerCase(), explicit);
    if (isDeclined(name)) return name;
    const label = freeLabel(site, base, ['aws_ecr_repository']);
    const mutable = wants(ask.text, /\bmutable\b/) === true || wants(ask.text, /\bimmutable\b/) === false;
    const blocks = [
      resource(
        'aws_ecr_repository',
        label,
        ['name', name],
        ['image_tag_mutability', mutable ? 'MUTABLE' : 'IMMUTABLE'],
        block('image_scanning_configuration', ['scan_on_push', true]),
        block('encryption_configuration', ['encryption_type', 'AES256']),
      ),
      resource(
        'aws_ecr_lifecycle_policy',
        label,
        ['repository', raw(`aws_ecr_repository.${label}.name`)],
        ['policy', json(untagged(days(ask.text) ?? 14))],
      ),
    ];
    return {
      files: withBlocks(site, 'ecr.tf', blocks),
      file: 'ecr.tf',
      what: `the ECR repository \`${name}\``,
      points: [
        'scans every image that is pushed',
        mutable ? 'lets tags be moved, as you asked' : 'never lets a tag be moved',
        `drops untagged images after ${days(ask.text) ?? 14} days`,
      ],
      notes: [],
    };
  },
};

const untagged = (after: number) => ({
  rules: [
    {
      rulePriority: 1,
      description: `Drop untagged images after ${after} days`,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: after },
      action: { type: 'expire' },
    },
  ],
});

export const ssmParameter: Recipe = {
  of: 'ssm_parameter',
  looks: [],
  write(ask: Ask, site: Site): Written | Declined {
    const value = parameterValue(ask.text);
    const text = value === undefined ? ask.text : ask.text.replace(value.phrase, ' ');
    const { base, explicit } = baseName({ text, whole: text }, 'ssm_parameter', 'setting');
    const wanted =
      explicitName(text) === undefined
        ? `/app/${base}`
        : base.includes('/') && !base.startsWith('/')
          ? `/${base}`
          : base;
    const name = freeName(site, 'ssm_parameter', wanted, explicit);
    if (isDeclined(name)) return name;
    const label = freeLabel(site, labelOf(base), ['aws_ssm_parameter']);
    const secret = /\b(?:secret|secure|securestring|password|token|credential|api[- ]?key|private key)\w*\b/i.test(
      ask.text,
    );
    const body: Item[] = [
      ['name', name],
      ['type', secret ? 'SecureString' : 'String'],
      ['value', secret ? 'set-me' : (value?.value ?? 'set-me')],
    ];
    // The real value is set outside: in files and state it would lie in clear.
    const keep = secret || value === undefined ? [block('lifecycle', ['ignore_changes', [raw('value')]])] : [];
    return {
      files: withBlocks(site, 'ssm.tf', [resource('aws_ssm_parameter', label, ...body, ...keep)]),
      file: 'ssm.tf',
      what: `the SSM parameter \`${name}\``,
      points: [
        secret ? 'is encrypted' : 'is plain text',
        keep.length > 0
          ? 'begins with the placeholder `set-me`, and keeps whatever you set later'
          : `has the value you gave`,
      ],
      notes: secret
        ? ['I never write a secret into files: set its value in the AWS console or by CLI after it exists.']
        : [],
    };
  },
};

/** The value in "with the value 42", "= 42" or "set to 42", with the words around it. */
export function parameterValue(text: string): { value: string; phrase: string } | undefined {
  const found =
    /\b(?:with (?:the )?value|value(?: is| of)?|set to|=)\s*(?:"([^"]+)"|'([^']+)'|`([^`]+)`|“([^”]+)”|([^\s,;]+))/i.exec(
      text,
    ) ?? /\b(?:to|as)\s+(?:"([^"]+)"|'([^']+)'|`([^`]+)`|“([^”]+)”|([^\s,;]+))\s*[.!]?$/i.exec(text);
  const value = found?.slice(1).find((one) => one !== undefined);
  return found === null || value === undefined ? undefined : { value: value.replace(/[.]$/, ''), phrase: found[0] };
}
