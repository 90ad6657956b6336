/** What stands before the others: CloudFront, WAF; and what builds them: CodeBuild. */
import { per, times } from '../amount.ts';
import { type Line, line, tiered } from '../line.ts';
import { own } from '../own.ts';
import type { Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

/** Groups of edge locations, by their names in a usage file. https://aws.amazon.com/cloudfront/pricing/ */
const groups: [usage: string, title: string][] = [
  ['us', 'US, Mexico, Canada'],
  ['europe', 'Europe, Israel'],
  ['south_africa', 'South Africa, Kenya, Middle East'],
  ['south_america', 'South America'],
  ['japan', 'Japan'],
  ['australia', 'Australia, New Zealand'],
  ['asia_pacific', 'Hong Kong, Philippines, Asia Pacific'],
  ['india', 'India'],
];

/** The American group always; another when its use is stated. */
function distribution(resource: Resource): Line[] {
  const here = (part: string) =>
    groups.filter(([usage]) => usage === 'us' || resource.stated(`${part}.${usage}`) !== null);
  const data = here('monthly_data_transfer_to_internet_gb').flatMap(([usage, title]) =>
    tiered(
      [
        { name: `${title} (first 10TB)`, upTo: 10_240, price: `cloudfront/out/${usage}/1` },
        { name: `${title} (next 40TB)`, upTo: 51_200, price: `cloudfront/out/${usage}/2` },
        { name: `${title} (next 100TB)`, upTo: 153_600, price: `cloudfront/out/${usage}/3` },
        { name: `${title} (next 350TB)`, upTo: 512_000, price: `cloudfront/out/${usage}/4` },
        { name: `${title} (next 524TB)`, upTo: 1_048_576, price: `cloudfront/out/${usage}/5` },
        { name: `${title} (next 4PB)`, upTo: 5_242_880, price: `cloudfront/out/${usage}/6` },
        { name: `${title} (over 5PB)`, upTo: null, price: `cloudfront/out/${usage}/7` },
      ],
      'GB',
      resource.use(`monthly_data_transfer_to_internet_gb.${usage}`),
    ).map((one) => ({ ...one, path: ['Data transfer out to internet'] })),
  );
  const origin = here('monthly_data_transfer_to_origin_gb').map(([usage, title]) =>
    line(title, 'GB', `cloudfront/origin/${usage}`, resource.use(`monthly_data_transfer_to_origin_gb.${usage}`), {
      path: ['Data transfer out to origin'],
    }),
  );
  const requests = (kind: 'http' | 'https', title: string) =>
    here(`monthly_${kind}_requests`).map(([usage, name]) =>
      line(
        name,
        '10k requests',
        `cloudfront/${kind}/${usage}`,
        per(resource.use(`monthly_${kind}_requests.${usage}`), 10_000),
        {
          path: [title],
        },
      ),
    );
  return [
    ...data,
    ...origin,
    ...requests('http', 'HTTP requests'),
    ...requests('https', 'HTTPS requests'),
    line(
      'Invalidation requests (first 1k)',
      'paths',
      'cloudfront/invalidation-free',
      resource.use('monthly_invalidation_requests'),
      { optional: true },
    ),
    ...(resource.stated('monthly_encryption_requests')
      ? [
          line(
            'Field level encryption requests',
            '10k requests',
            'cloudfront/encryption',
            per(resource.use('monthly_encryption_requests'), 10_000),
          ),
        ]
      : []),
  ];
}

/** https://aws.amazon.com/waf/pricing/ */
function accessList(resource: Resource, argument: string): Line[] {
  const rules = resource.blocks(argument);
  const groups_ = rules.filter((rule) => JSON.stringify(rule).includes('rule_group')).length;
  const own = rules.length - groups_;
  return [
    line('Web ACL usage', 'months', 'waf/acl', 1),
    ...(own > 0 ? [line('Rules', 'rules', 'waf/rule', own)] : []),
    ...(groups_ > 0 ? [line('Managed rule groups', 'groups', 'waf/rule', groups_)] : []),
    line('Requests', '1M requests', 'waf/requests', per(resource.use('monthly_requests'), 1_000_000)),
  ];
}

const machines: Record<string, string> = {
  BUILD_GENERAL1_SMALL: 'general1.small',
  BUILD_GENERAL1_MEDIUM: 'general1.medium',
  BUILD_GENERAL1_LARGE: 'general1.large',
  BUILD_GENERAL1_2XLARGE: 'general1.2xlarge',
};

function build(project: Resource): Line[] {
  const size = own(machines, project.text('environment.compute_type') ?? '') ?? 'general1.small';
  const kind = project.text('environment.type') ?? 'LINUX_CONTAINER';
  const system = kind.startsWith('ARM')
    ? 'arm'
    : kind.startsWith('WINDOWS')
      ? 'windows'
      : kind.includes('GPU')
        ? 'gpu'
        : 'linux';
  const title =
    system === 'linux' ? 'Linux' : system === 'windows' ? 'Windows' : system === 'arm' ? 'ARM' : 'Linux, GPU';
  return [
    line(`${title} (${size})`, 'minutes', `codebuild/${system}/${size}`, times(project.use('monthly_build_mins'), 1)),
  ];
}

export const edgeRules: Rules = {
  aws_cloudfront_distribution: distribution,
  aws_cloudfront_function: (fn) => [
    line(
      'Total number of invocations',
      '1M invocations',
      'cloudfront/function',
      per(fn.use('monthly_requests'), 1_000_000),
    ),
  ],
  aws_wafv2_web_acl: (acl) => accessList(acl, 'rule'),
  aws_waf_web_acl: (acl) => accessList(acl, 'rules'),
  aws_codebuild_project: build,
};
