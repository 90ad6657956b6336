/** Secrets that are planted for this test alone, through each way by which text leaves a process. */
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { toFailure } from '../activities/failures.ts';
import { problemsPlugin } from '../api/plugins/problems.ts';
import { AuroraError } from './errors.ts';
import { makeLog } from './log.ts';
import { scrub, scrubOutput } from './scrub.ts';

/** Put together here, so that scanners of repositories do not take them for real ones. */
const of = (...parts: string[]) => parts.join('');
const canary = 'Cnry7Zq4Wm2Kx9Vb5Nt8';
const pem = of('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIE', canary, '\nx+/=\n-----END RSA PRIVATE', ' KEY-----');

/** What is planted, and the part of it that must be nowhere in what comes out. */
const planted: Record<string, [text: string, secret: string]> = {
  'an AWS key id': [of('AKIA', 'IOSFODNN7EXAMPLE'), 'IOSFODNN7EXAMPLE'],
  'an AWS temporary key id': [of('ASIA', 'IOSFODNN7EXAMPLE'), 'IOSFODNN7EXAMPLE'],
  'an AWS secret key in the environment': [`AWS_SECRET_ACCESS_KEY=wJalr/${canary}`, canary],
  'an AWS secret key in JSON': [`{"SecretAccessKey": "wJalr/${canary}"}`, canary],
  'a JWT': [of('eyJhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiIxIn0.', canary), canary],
  'a JWT without a signature': [of('eyJhbGciOiJub25lIn0.', canary, '.'), canary],
  'a personal token': [of('aurora_', 'pat_', canary), canary],
  'a Slack bot token': [of('xo', 'xb-1234-', canary), canary],
  'a Slack app token': [of('xa', 'pp-1-', canary), canary],
  'a Slack webhook': [of('https://hooks.slack.com/services/T0/B0/', canary), canary],
  'a GitHub token': [of('gh', 'p_', canary, 'abcdefgh12345678'), canary],
  'a GitHub fine-grained token': [of('github', '_pat_', canary, '_abc'), canary],
  'a GitLab token': [of('gl', 'pat-', canary), canary],
  'a Vault token': [of('hv', 's.', canary, 'abcd'), canary],
  'an OpenBao token': [`token s.${canary}abcd was refused`, canary],
  'a private key': [pem, canary],
  'a private key that was cut off': [pem.slice(0, 60), canary],
  'a kubeconfig': [`users:\n- user:\n    client-key-data: ${of('LS0tLS1CRUdJTi', 'BSU0E', canary)}==\n`, canary],
  'a token in YAML': [`    token: ${canary}\n`, canary],
  'a URL with a password': [`postgres://aurora:${canary}@db:5432/aurora`, canary],
  'a URL with an @ in its password': [`amqp://u:p@${canary}@host`, canary],
  'a bearer header': [`Authorization: Bearer ${canary}`, canary],
  'a basic header': [`authorization: Basic ${canary}==`, canary],
  'a cookie': [`cookie: theme=dark; aurora-session=${canary}`, canary],
  'a ticket in a query': [`GET /live?ticket=${canary}&x=1`, canary],
  'an OpenAI key': [of('s', 'k-proj-', canary), canary],
  'an Anthropic key': [of('s', 'k-ant-api03-', canary), canary],
  'a Google key': [of('AI', 'zaSyD', canary, 'abcdefghijkl'), canary],
  'a signing secret of webhooks': [of('wh', 'sec_', canary), canary],
  'a hash of a password': [`$argon2id$v=19$m=65536,t=3,p=4$${canary}$${canary}`, canary],
  'a password in JSON': [`{"email":"ada@example.test","password":"${canary}"}`, canary],
  'a password with quotes in it': [JSON.stringify({ password: `a"b\\${canary}"c` }), canary],
  'a password in quoted JSON': [JSON.stringify(JSON.stringify({ clientSecret: canary })), canary],
  'a printed object': [`{ user: 'ada', client_secret: '${canary}' }`, canary],
  'a form': [`grant_type=x&client_secret=${canary}&scope=y`, canary],
  'OVH keys': [`{"applicationSecret":"${canary}","consumerKey":"${canary}"}`, canary],
  'an Azure connection string': [`DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${canary}==;`, canary],
};
const cases = Object.entries(planted).map(([name, [text, secret]]) => [name, text, secret] as const);

/** Everything that this log writes while `write` runs. */
function logged(write: (log: ReturnType<typeof makeLog>) => void): string {
  const lines: string[] = [];
  write(makeLog('test', 'trace', { write: (line) => lines.push(line) }));
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  return lines.join('');
}

describe('secrets', () => {
  it.each(cases)('%s is not in any text that leaves a process', async (_, text, secret) => {
    const error = new Error(`it failed with ${text}`, { cause: new TypeError(`because of ${text}`) });
    const known = new AuroraError({ code: 'cloud_failed', retryable: true, userMessage: `The cloud says: ${text}` });
    const out = logged((log) => {
      log.info(text);
      log.warn({ err: error }, `failed: ${error.message}`);
      log.error({ answer: { deep: { deeper: { text } } }, list: [text] });
      log.child({ text }).debug('from a child');
    });
    const channels = {
      scrub: scrub(`before ${text} after`),
      out,
      problem: await answered(known),
      'unforeseen problem': await answered(error),
      failure: JSON.stringify([toFailure(known, 1).message, toFailure(known, 1).stack]),
      'unforeseen failure': JSON.stringify([toFailure(error, 1).message, toFailure(error, 1).stack]),
      output: written(text),
    };
    for (const [channel, said] of Object.entries(channels)) expect(said, channel).not.toContain(secret);
    expect(channels.scrub).toContain('[redacted]');
  });

  it('are taken out of fields by their name, at any depth and of any type', () => {
    const deep = { a: { b: { c: { d: { sessionToken: canary } } } } };
    const out = logged((log) => {
      log.info({ password: { value: canary }, headers: { authorization: [canary], cookie: canary } });
      log.info({ req: { headers: { authorization: canary } }, kubeconfig: { users: [canary] } });
      log.info(deep);
    });
    expect(out).not.toContain(canary);
  });
});

describe('a body that cannot be read', () => {
  it.each([
    ['broken JSON', `{"password": "${canary}`, /not valid JSON/],
    ['no JSON', canary, /not valid JSON/],
    ['a name that poisons', `{"__proto__": {"password": "${canary}"}}`, /cannot be read/],
  ])('is answered without a piece of it: %s', async (_, payload, words) => {
    const app = Fastify();
    app.register(problemsPlugin);
    app.post('/', async () => 'taken');
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    expect(statusCode).toBe(400);
    expect(body).toMatch(words);
    expect(body).not.toContain(canary);
  });
});

describe('what is no secret', () => {
  const sha = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const uuid = '5f0c3e57-9a51-4d0c-8f59-0a4f6d1f3b11';
  it.each([
    `plan ${sha} of run ${uuid}`,
    `{"tokenId":"${uuid}","secretRef":"vault:kv/data/aurora/users/aws-token-${uuid}","inputTokens":"1200"}`,
    'arn:aws:iam::123456789012:role/Aurora and vol-0abcdef1234567890',
    'http://127.0.0.1:5080/api/v1/runs?projectId=1&cursor=abc',
    'The token: it is shown once. Copy the password, and keep the secret: nobody can read it again.',
    'Basic information about the bearer of good news',
    'ada@example.test asked https://example.test/a@b for s.length of 24 and 0123456789abcdef0123456789abcdef01234567',
    `at handle (file:///work/api/plugins/auth.ts:${42}:7)`,
  ])('stays readable: %s', (text) => {
    expect(scrub(text)).toBe(text);
    expect(logged((log) => log.info({ text }))).toContain(JSON.stringify(text));
  });

  it('takes no longer for text that is made to be slow', () => {
    const hostile = ['-----BEGIN PRIVATE KEY-----', '\\"password', 'eyJaaaaaaa.', 'a:', "'token':'"].map((part) =>
      part.repeat(20_000 / part.length),
    );
    const before = performance.now();
    for (const text of hostile) scrub(text);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

function written(text: string): string {
  const lines: string[] = [];
  const stream = { write: (line: string) => lines.push(line) > 0 } as unknown as NodeJS.WriteStream;
  scrubOutput([stream]);
  stream.write(`${text}\n`);
  return lines.join('');
}

/** What the API answers when a route throws this. */
async function answered(thrown: unknown): Promise<string> {
  const app = Fastify();
  app.register(problemsPlugin);
  app.get('/', async () => {
    throw thrown;
  });
  const { body, headers } = await app.inject('/');
  expect(JSON.parse(body)).toMatchObject({ requestId: 'req-1' });
  return `${body}${JSON.stringify(headers)}`;
}
