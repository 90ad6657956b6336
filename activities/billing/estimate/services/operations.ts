/** Keys, secrets, logs, alarms, names. */
import { type Amount, per } from '../amount.ts';
import { hourly, type Line, line, tiered } from '../line.ts';
import { member, type Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

/** https://aws.amazon.com/kms/pricing/ */
function key(resource: Resource): Line[] {
  const spec = resource.text('customer_master_key_spec') ?? resource.text('key_spec') ?? 'SYMMETRIC_DEFAULT';
  const master = line('Customer master key', 'months', 'kms/key', 1);
  const requests = (path = 'monthly_requests') => per(resource.use(path), 10_000);
  if (spec === 'RSA_2048') return [master, line('Requests (RSA 2048)', '10k requests', 'kms/requests', requests())];
  if (spec !== 'SYMMETRIC_DEFAULT')
    return [master, line('Requests (asymmetric)', '10k requests', 'kms/requests-asymmetric', requests())];
  return [
    master,
    line('Requests', '10k requests', 'kms/requests', requests()),
    line('ECC GenerateDataKeyPair requests', '10k requests', 'kms/ecc-pairs', requests('monthly_ecc_pair_requests')),
    line('RSA GenerateDataKeyPair requests', '10k requests', 'kms/rsa-pairs', requests('monthly_rsa_pair_requests')),
  ];
}

/** https://aws.amazon.com/cloudwatch/pricing/: by metrics and resolution; a band of normality counts as three. */
function alarm(resource: Resource): Line[] {
  const queries = resource.blocks('metric_query');
  const metrics = queries.filter((query) => resourceHas(query, 'metric'));
  const periods = [resource.number('period'), ...metrics.map((query) => Number(member(query, 'metric.period')))];
  const fast = periods.some((period) => period !== null && period > 0 && period < 60);
  const resolution = fast ? 'High resolution' : 'Standard resolution';
  const price = fast ? 'cloudwatch/alarm-high' : 'cloudwatch/alarm-standard';
  const banded = queries.some((query) => String(query.expression ?? '').includes('ANOMALY_DETECTION_BAND'));
  if (banded) return [line(`${resolution} anomaly detection`, 'alarms', price, 3 * Math.max(1, metrics.length))];
  return [line(resolution, 'alarm metrics', price, Math.max(1, metrics.length))];
}

const resourceHas = (block: unknown, name: string) => {
  const value = member(block, name);
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;
};

const queryTiers = (kind: string, price: string) => [
  { name: `${kind} queries (first 1B)`, upTo: 1_000_000_000, price: `route53/${price}/1` },
  { name: `${kind} queries (over 1B)`, upTo: null, price: `route53/${price}/2` },
];

/** https://aws.amazon.com/route53/pricing/: answers that point to AWS resources are free. */
function record(resource: Resource): Line[] {
  if (resource.blocks('alias').length > 0) return [];
  const kinds = [
    ['Standard', 'standard', 'monthly_standard_queries'],
    ['Latency based routing', 'latency', 'monthly_latency_based_queries'],
    ['Geo DNS', 'geo', 'monthly_geo_queries'],
  ] as const;
  return kinds.flatMap(([kind, price, path]) =>
    tiered(queryTiers(kind, price), '1M queries', resource.use(path), 1_000_000),
  );
}

function healthCheck(check: Resource): Line[] {
  const type = check.textOr('type', 'HTTP');
  const place = check.option('endpoint_type') === 'non_aws' ? 'outside' : 'aws';
  const optional = [
    check.number('request_interval') === 10,
    check.flag('measure_latency'),
    type.startsWith('HTTPS'),
    type.endsWith('STR_MATCH'),
  ].filter(Boolean).length;
  return [
    line('Health check', 'months', `route53/health-check/${place}`, 1),
    ...(optional > 0 ? [line('Optional features', 'months', `route53/health-check-option/${place}`, optional)] : []),
  ];
}

function parameter(resource: Resource): Line[] {
  const tier = resource.text('tier') ?? 'Standard';
  const fast =
    resource.option('api_throughput_limit') === 'higher' || resource.option('api_throughput_limit') === 'advanced';
  const calls = per(resource.use('monthly_api_interactions'), 10_000);
  if (tier !== 'Advanced')
    return fast ? [line('API interactions (higher)', '10k interactions', 'ssm/calls', calls)] : [];
  return [
    line(
      'Parameter storage (advanced)',
      'hours',
      'ssm/advanced-parameter',
      resource.statedOr('parameter_storage_hrs', 730),
    ),
    line('API interactions (advanced)', '10k interactions', 'ssm/calls', calls),
  ];
}

const certificate = (amount: Amount) =>
  tiered(
    [
      { name: 'Certificates (first 1K)', upTo: 1000, price: 'acm-pca/certificate/1' },
      { name: 'Certificates (next 9K)', upTo: 10_000, price: 'acm-pca/certificate/2' },
      { name: 'Certificates (over 10K)', upTo: null, price: 'acm-pca/certificate/3' },
    ],
    'requests',
    amount,
  );

export const operationRules: Rules = {
  aws_kms_key: key,
  aws_kms_external_key: () => [line('Customer master key', 'months', 'kms/key', 1)],
  aws_kms_replica_key: () => [line('Customer master key', 'months', 'kms/key', 1)],
  aws_secretsmanager_secret: (secret) => [
    line('Secret', 'months', 'secrets-manager/secret', 1),
    line('API requests', '10k requests', 'secrets-manager/requests', per(secret.use('monthly_requests'), 10_000)),
  ],
  aws_ssm_parameter: parameter,
  aws_ssm_activation: (activation) => {
    const tier = activation.option('instance_tier') ?? 'standard';
    if (tier !== 'advanced') return [];
    return [
      line('On-prem managed instances (advanced)', 'hours', 'ssm/advanced-instance', activation.use('instances')),
    ];
  },
  aws_cloudwatch_log_group: (group) => [
    line('Data ingested', 'GB', 'cloudwatch/logs-ingested', group.use('monthly_data_ingested_gb')),
    line('Archival Storage', 'GB', 'cloudwatch/logs-stored', group.use('storage_gb')),
    line('Insights queries data scanned', 'GB', 'cloudwatch/logs-scanned', group.use('monthly_data_scanned_gb')),
  ],
  aws_cloudwatch_metric_alarm: alarm,
  aws_cloudwatch_composite_alarm: () => [line('Composite alarm', 'alarms', 'cloudwatch/composite-alarm', 1)],
  aws_cloudwatch_dashboard: () => [line('Dashboard', 'months', 'cloudwatch/dashboard', 1)],
  aws_route53_zone: () => [line('Hosted zone', 'months', 'route53/zone', 1)],
  aws_route53_record: record,
  aws_route53_health_check: healthCheck,
  aws_route53_resolver_endpoint: (endpoint) => [
    hourly('Resolver endpoints', 'route53/resolver', Math.max(2, endpoint.blocks('ip_address').length)),
    ...tiered(
      [
        { name: 'DNS queries (first 1B)', upTo: 1_000_000_000, price: 'route53/resolver-queries/1' },
        { name: 'DNS queries (over 1B)', upTo: null, price: 'route53/resolver-queries/2' },
      ],
      '1M queries',
      endpoint.use('monthly_queries'),
      1_000_000,
    ),
  ],
  aws_acmpca_certificate_authority: (authority) => {
    const short = authority.text('usage_mode') === 'SHORT_LIVED_CERTIFICATE';
    if (short)
      return [
        line('Private certificate authority (short-lived certificate mode)', 'months', 'acm-pca/authority-short', 1),
        line('Certificates (short-lived)', 'requests', 'acm-pca/certificate-short', authority.use('monthly_requests')),
      ];
    return [
      line('Private certificate authority (general-purpose mode)', 'months', 'acm-pca/authority', 1),
      ...certificate(authority.use('monthly_requests')),
    ];
  },
  aws_acm_certificate: (one) =>
    one.text('certificate_authority_arn') === null &&
    one.references('certificate_authority_arn', 'aws_acmpca_certificate_authority').length === 0
      ? []
      : [line('Certificate', 'requests', 'acm-pca/certificate/1', 1)],
  aws_cloudtrail: (trail) => {
    const events = (path: string) => per(trail.use(path), 100_000);
    const insight = trail.blocks('insight_selector').length > 0;
    return [
      line(
        'Additional management event copies',
        '100k events',
        'cloudtrail/management',
        events('monthly_additional_management_events'),
      ),
      line('Data events', '100k events', 'cloudtrail/data', events('monthly_data_events')),
      ...(insight
        ? [line('Insight events', '100k events', 'cloudtrail/insight', events('monthly_insight_events'))]
        : []),
    ];
  },
  aws_config_configuration_recorder: (recorder) => [
    line('Config items', 'records', 'config/items', recorder.use('monthly_config_items')),
    line('Custom config items', 'records', 'config/custom-items', recorder.use('monthly_custom_config_items')),
  ],
  aws_config_config_rule: (rule) => configRule(rule),
  aws_config_organization_managed_rule: (rule) => configRule(rule),
  aws_config_organization_custom_rule: (rule) => configRule(rule),
  aws_cloudhsm_v2_hsm: () => [hourly('HSM usage', 'cloudhsm/hour')],
};

const configRule = (rule: Resource): Line[] =>
  tiered(
    [
      { name: 'Rule evaluations (first 100K)', upTo: 100_000, price: 'config/evaluations/1' },
      { name: 'Rule evaluations (next 400K)', upTo: 500_000, price: 'config/evaluations/2' },
      { name: 'Rule evaluations (over 500K)', upTo: null, price: 'config/evaluations/3' },
    ],
    'evaluations',
    rule.use('monthly_rule_evaluations'),
  );
