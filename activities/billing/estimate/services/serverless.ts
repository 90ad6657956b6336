/** What runs when it is called: Lambda, queues, topics, APIs, workflows. */
import { type Amount, combine, Decimal, fixed, per, product, times } from '../amount.ts';
import { type Line, line, tiered } from '../line.ts';
import type { Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

/** https://aws.amazon.com/lambda/pricing/ */
function lambda(resource: Resource): Line[] {
  const memory = resource.number('memory_size') ?? 128;
  const ephemeral = resource.number('ephemeral_storage.size') ?? 512;
  const arm = resource.list('architectures')[0] === 'arm64';
  const requests = resource.use('monthly_requests');
  const seconds = per(
    combine((value) => value.ceil(), resource.use('request_duration_ms')),
    1000,
  );
  const ran = product(requests, seconds);
  // 512 MB come with it. Not known is shown as what it could cost, known to be none is left out.
  const kept = ran.stated || ephemeral > 512 ? times(ran, (ephemeral - 512) / 1024) : { ...times(ran, 0), assumed: [] };
  const key = arm ? 'lambda/arm' : 'lambda/x86';
  const [first, second] = arm ? [7.5, 11.25] : [6, 9];
  const billion = 1_000_000_000;
  const tiers = [
    { name: `Duration (first ${first}B)`, upTo: first * billion, price: `${key}/1` },
    { name: `Duration (next ${second}B)`, upTo: (first + second) * billion, price: `${key}/2` },
    { name: `Duration (over ${first + second}B)`, upTo: null, price: `${key}/3` },
  ];
  return [
    line('Requests', '1M requests', 'lambda/requests', per(requests, 1_000_000)),
    line('Ephemeral storage', 'GB-seconds', 'lambda/ephemeral-storage', kept),
    ...tiered(tiers, 'GB-seconds', times(ran, memory / 1024)),
  ];
}

/** Requests are billed in pieces: a large one counts as several. */
const pieces = (requests: Amount, size: Amount, piece: number): Amount =>
  combine((count, kb) => count.mul(Decimal.max(1, kb.div(piece).ceil())), requests, {
    ...size,
    stated: true,
    assumed: [],
  });

/** https://aws.amazon.com/api-gateway/pricing/ */
const restTiers = [
  { name: 'Requests (first 333M)', upTo: 333_000_000, price: 'api-gateway/rest/1' },
  { name: 'Requests (next 667M)', upTo: 1_000_000_000, price: 'api-gateway/rest/2' },
  { name: 'Requests (next 19B)', upTo: 20_000_000_000, price: 'api-gateway/rest/3' },
  { name: 'Requests (over 20B)', upTo: null, price: 'api-gateway/rest/4' },
];
const httpTiers = [
  { name: 'Requests (first 300M)', upTo: 300_000_000, price: 'api-gateway/http/1' },
  { name: 'Requests (over 300M)', upTo: null, price: 'api-gateway/http/2' },
];
const messageTiers = [
  { name: 'Messages (first 1B)', upTo: 1_000_000_000, price: 'api-gateway/websocket/1' },
  { name: 'Messages (over 1B)', upTo: null, price: 'api-gateway/websocket/2' },
];

function httpApi(api: Resource): Line[] {
  if (api.text('protocol_type') === 'WEBSOCKET')
    return [
      ...tiered(
        messageTiers,
        '1M messages',
        pieces(api.use('monthly_messages'), api.use('message_size_kb'), 32),
        1_000_000,
      ),
      line(
        'Connection duration',
        '1M minutes',
        'api-gateway/websocket-minutes',
        per(api.use('monthly_connection_mins'), 1_000_000),
      ),
    ];
  return tiered(
    httpTiers,
    '1M requests',
    pieces(api.use('monthly_requests'), api.use('request_size_kb'), 512),
    1_000_000,
  );
}

function topic(resource: Resource): Line[] {
  const requests = pieces(resource.use('monthly_requests'), resource.use('request_size_kb'), 64);
  if (resource.flag('fifo_topic')) {
    const size = resource.use('request_size_kb');
    const published = resource.use('monthly_requests');
    const gb = per(product(published, { ...size, stated: true, assumed: [] }), 1024 * 1024);
    return [
      line('FIFO API requests', '1M requests', 'sns/fifo-requests', per(published, 1_000_000)),
      line('FIFO published payload', 'GB', 'sns/fifo-payload', gb),
    ];
  }
  const per100k = (key: string) => per(resource.use(key), 100_000);
  return [
    line('API requests (over 1M)', '1M requests', 'sns/requests', over(per(requests, 1_000_000), 1)),
    line(
      'HTTP/HTTPS notifications (over 100k)',
      '100k notifications',
      'sns/http',
      over(per100k('http_subscriptions'), 1),
      { optional: true },
    ),
    line(
      'Email/Email-JSON notifications (over 1k)',
      '100k notifications',
      'sns/email',
      over(per100k('email_subscriptions'), 0.01),
      { optional: true },
    ),
    line(
      'Kinesis Firehose notifications',
      '1M notifications',
      'sns/firehose',
      per(resource.use('kinesis_subscriptions'), 1_000_000),
    ),
    line(
      'Mobile Push notifications',
      '1M notifications',
      'sns/mobile',
      per(resource.use('mobile_push_subscriptions'), 1_000_000),
    ),
    line('MacOS notifications', '1M notifications', 'sns/macos', per(resource.use('macos_subscriptions'), 1_000_000)),
    line(
      'SMS notifications (over 100)',
      '100 notifications',
      'sns/sms',
      over(per(resource.use('sms_subscriptions'), 100), 1),
    ),
  ];
}

const over = (amount: Amount, free: number): Amount => combine((value) => Decimal.max(0, value.sub(free)), amount);

function stateMachine(machine: Resource): Line[] {
  if ((machine.text('type') ?? 'STANDARD') === 'STANDARD')
    return [
      line(
        'Transitions',
        '1K transitions',
        'step-functions/transitions',
        per(machine.use('monthly_transitions'), 1000),
      ),
    ];
  const requests = machine.use('monthly_requests');
  const seconds = per(machine.use('workflow_duration_ms'), 1000);
  const memory = per(
    combine((mb) => Decimal.max(1, mb.div(64).ceil()).mul(64), machine.use('memory_mb')),
    1024,
  );
  const hours = per(product(requests, seconds, { ...memory, stated: true, assumed: [] }), 3600);
  return [
    line('Requests', '1M requests', 'step-functions/requests', per(requests, 1_000_000)),
    ...tiered(
      [
        { name: 'Duration (first 1K)', upTo: 1000, price: 'step-functions/duration/1' },
        { name: 'Duration (next 4K)', upTo: 5000, price: 'step-functions/duration/2' },
        { name: 'Duration (over 5K)', upTo: null, price: 'step-functions/duration/3' },
      ],
      'GB-hours',
      hours,
    ),
  ];
}

export const serverlessRules: Rules = {
  aws_lambda_function: lambda,
  aws_lambda_provisioned_concurrency_config: (config) => {
    const key = config.option('architecture') === 'arm64' ? 'lambda/provisioned-arm' : 'lambda/provisioned-x86';
    const memory = per(config.statedOr('memory_mb', 128), 1024);
    const count = fixed(config.number('provisioned_concurrent_executions') ?? 1);
    const hours = config.use('monthly_duration_hrs');
    return [
      line('Requests', '1M requests', 'lambda/requests', per(config.use('monthly_requests'), 1_000_000)),
      line(
        'Duration',
        'GB-seconds',
        `${key}/duration`,
        product(config.use('monthly_requests'), per(config.use('request_duration_ms'), 1000), memory),
      ),
      line('Provisioned Concurrency', 'GB-seconds', key, product(times(hours, 3600), memory, count)),
    ];
  },
  aws_sqs_queue: (queue) => {
    const price = queue.flag('fifo_queue') ? 'sqs/fifo' : 'sqs/standard';
    const requests = pieces(queue.use('monthly_requests'), queue.use('request_size_kb'), 64);
    return [line('Requests', '1M requests', price, per(requests, 1_000_000))];
  },
  aws_sns_topic: topic,
  aws_api_gateway_rest_api: (api) => tiered(restTiers, '1M requests', api.use('monthly_requests'), 1_000_000),
  aws_api_gateway_stage: (stage) => {
    if (!stage.flag('cache_cluster_enabled')) return [];
    const size = stage.text('cache_cluster_size') ?? '0.5';
    return [line(`Cache memory (${size} GB)`, 'hours', `api-gateway/cache/${size}`, 730)];
  },
  aws_apigatewayv2_api: httpApi,
  aws_sfn_state_machine: stateMachine,
  aws_cloudwatch_event_bus: (bus) => [
    line('Custom events published', '1M events', 'events/custom', per(bus.use('monthly_custom_events'), 1_000_000)),
    line(
      'Third-party events published',
      '1M events',
      'events/third-party',
      per(bus.use('monthly_third_party_events'), 1_000_000),
    ),
    line('Archive processing', 'GB', 'events/archive-processing', bus.use('monthly_archive_processing_gb')),
    line('Archive storage', 'GB', 'events/archive-storage', bus.use('archive_storage_gb')),
    line(
      'Schema discovery',
      '1M events',
      'events/schema-discovery',
      per(bus.use('monthly_schema_discovery_events'), 1_000_000),
    ),
  ],
};
