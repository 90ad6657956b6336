import { describe, expect, it } from 'vitest';
import { Conversation, converse } from './testing/driver.ts';
import { estate } from './testing/estate.ts';
import { parseAll } from './testing/terraform.ts';

const world = { files: estate, live: { s3_bucket: ['acme-logs', 'acme-data', 'someone-elses'], sqs_queue: ['jobs'] } };

/** The lines that a proposal takes away and adds, over all files. */
async function diff(text: string): Promise<{ minus: string[]; plus: string[]; said: string }> {
  const { proposals, said, last } = await converse(text, world);
  const files = proposals[0]?.files;
  if (files === undefined) throw new Error(`no proposal: ${last}`);
  await parseAll(files);
  const lines = (all: Record<string, string>) =>
    Object.entries(all).flatMap(([file, content]) => content.split('\n').map((line) => `${file}: ${line.trim()}`));
  const before = lines(estate);
  const after = lines(files);
  const rest = (a: string[], b: string[]) => {
    const left = [...b];
    return a.filter((line) => {
      const at = left.indexOf(line);
      if (at !== -1) left.splice(at, 1);
      return at === -1 && !line.endsWith(': ');
    });
  };
  return { minus: rest(before, after), plus: rest(after, before), said: said.join(' ') };
}

describe('one value', () => {
  it.each([
    [
      'Set the retention of the log group api to 90 days',
      'app.tf: retention_in_days = 30',
      'app.tf: retention_in_days = 90',
    ],
    [
      'keep logs of the api log group for 100 days',
      'app.tf: retention_in_days = 30',
      'app.tf: retention_in_days = 120',
    ],
    [
      'Set the retention of the queue jobs to 7 days',
      'queues.tf: message_retention_seconds = 345600',
      'queues.tf: message_retention_seconds = 604800',
    ],
    [
      'resize the instance web to t3.large',
      'app.tf: instance_type          = "t3.micro"',
      'app.tf: instance_type          = "t3.large"',
    ],
    ['increase the disk of the EC2 instance web to 100 GB', 'app.tf: volume_size = 20', 'app.tf: volume_size = 100'],
    ['Turn on point-in-time recovery for the table orders', 'app.tf: enabled = false', 'app.tf: enabled = true'],
    [
      'turn on rotation for the key backups',
      'app.tf: enable_key_rotation = false',
      'app.tf: enable_key_rotation = true',
    ],
    [
      'make the tags of the ECR repository web/api immutable',
      'app.tf: image_tag_mutability = "MUTABLE"',
      'app.tf: image_tag_mutability = "IMMUTABLE"',
    ],
    ['set the parameter /app/log-level to debug', 'app.tf: value = "info"', 'app.tf: value = "debug"'],
    ['suspend versioning of the bucket data', 'main.tf: status = "Enabled"', 'main.tf: status = "Suspended"'],
    [
      'Rename the queue jobs to work',
      'queues.tf: name                      = "jobs"',
      'queues.tf: name                      = "work"',
    ],
    ['rename the vpc main to core', 'network.tf: Name = "main"', 'network.tf: Name = "core"'],
  ])('%s', async (text, minus, plus) => {
    const changed = await diff(text);
    expect(changed.minus).toEqual([minus]);
    expect(changed.plus).toEqual([plus]);
  });

  it('warns when AWS makes the thing anew', async () => {
    expect((await diff('Rename the queue jobs to work')).said).toContain('destroyed and made anew');
    expect((await diff('rename the table orders to orders-v2')).said).toContain('items are lost');
  });
});

describe('something new', () => {
  it('turns versioning on beside the bucket, in its file', async () => {
    const { minus, plus } = await diff('Turn on versioning for the bucket logs');
    expect(minus).toEqual([]);
    expect(plus).toEqual([
      'main.tf: resource "aws_s3_bucket_versioning" "logs" {',
      'main.tf: bucket = aws_s3_bucket.logs.id',
      'main.tf: versioning_configuration {',
      'main.tf: status = "Enabled"',
      'main.tf: }',
      'main.tf: }',
    ]);
  });

  it('encrypts, blocks public access and expires in one go', async () => {
    const { minus, plus } = await diff('encrypt the bucket logs, block public access and delete objects after 30 days');
    expect(minus).toEqual([]);
    expect(plus.join('\n')).toMatch(/server_side_encryption[\s\S]*public_access_block[\s\S]*lifecycle/);
    expect(plus).toContain('main.tf: days = 30');
  });

  it('refers to the versioning by its own name, and writes no address twice', async () => {
    const files = {
      'main.tf': `resource "aws_s3_bucket" "a" {
  bucket = "a-bucket"
}

resource "aws_s3_bucket_versioning" "other" {
  bucket = aws_s3_bucket.a.id
}

resource "aws_s3_bucket_logging" "a" {
  bucket        = aws_s3_bucket.b.id
  target_bucket = "elsewhere"
}

resource "aws_s3_bucket" "b" {
  bucket = "b-bucket"
}
`,
    };
    const expiring = await converse('delete objects in the bucket a-bucket after 30 days', { files });
    expect(expiring.proposals[0]?.files['main.tf']).toContain('depends_on = [aws_s3_bucket_versioning.other]');
    const twice = await converse('turn on access logs of the bucket a-bucket to the bucket b-bucket', { files });
    expect(twice.proposals).toEqual([]);
    expect(twice.last).toContain('`aws_s3_bucket_logging.a` already, for something else');
  });

  it('writes access logs to another bucket', async () => {
    const { plus } = await diff('Turn on access logs of the bucket data to the bucket logs');
    expect(plus).toContain('main.tf: target_bucket = aws_s3_bucket.logs.id');
    expect(plus).toContain('main.tf: resource "aws_s3_bucket_logging" "data" {');
  });

  it('opens and closes ports by rules of their own', async () => {
    const open = await diff('Open port 443 on the security group web');
    expect(open.plus).toContain('network.tf: resource "aws_vpc_security_group_ingress_rule" "web_https" {');
    expect(open.plus).toContain('network.tf: cidr_ipv4         = "0.0.0.0/0"');
    const again = await diff('allow ssh from 192.168.1.0/24 on the security group web');
    expect(again.plus).toContain('network.tf: resource "aws_vpc_security_group_ingress_rule" "web_ssh_2" {');
    const closed = await diff('close port 22 on the security group web');
    expect(closed.plus).toEqual([]);
    expect(closed.minus).toContain('network.tf: resource "aws_vpc_security_group_ingress_rule" "web_ssh" {');
  });

  it('gives a queue a dead-letter queue', async () => {
    const { plus, minus } = await diff('add a dead-letter queue to the queue mail after 3 tries');
    expect(minus).toEqual(['queues.tf: resource "aws_sqs_queue" "mail" { name = "mail" }']);
    expect(plus).toContain('queues.tf: deadLetterTargetArn = aws_sqs_queue.mail_dlq.arn');
    expect(plus).toContain('queues.tf: maxReceiveCount     = 3');
    expect(plus).toContain('queues.tf: name                      = "mail-dlq"');
  });

  it('adds tags to those that are there, or makes the first', async () => {
    const more = await diff('Tag the bucket data with owner=ada');
    expect(more.plus.join('\n')).toMatch(/team\s+= "data"[\s\S]*owner\s+= "ada"/);
    const first = await diff('add tag team=core to the queue jobs');
    expect(first.plus).toContain('queues.tf: team = "core"');
    expect(first.minus).toEqual([]);
  });

  it('subscribes an address to a topic, scans images, sets a time to live', async () => {
    expect((await diff('subscribe a@example.com to the topic alerts')).plus).toContain(
      'queues.tf: endpoint  = "a@example.com"',
    );
    expect((await diff('scan images on push in the repository web/api')).plus).toContain('app.tf: scan_on_push = true');
    expect((await diff('turn on TTL on expiresAt for the table orders')).plus).toContain(
      'app.tf: attribute_name = "expiresAt"',
    );
  });
});

describe('when there is nothing to do, or it cannot', () => {
  it.each([
    ['turn on versioning for the bucket data', 'on already'],
    ['resize the instance web to t3.micro', 'already'],
    ['close port 3306 on the security group web', 'has no rule for'],
    ['resize the instance worker to t3.large', 'not a plain value'],
    ['make the bucket logs public', 'more private'],
    ['change the partition key of the table orders to pk', 'keys of a table cannot be changed'],
    ['make the queue jobs a fifo queue', 'cannot be turned into a FIFO queue'],
    ['shrink: set the disk of the instance web to 10 GB', 'can only grow'],
    ['set the parameter /app/token to hunter22', 'never write one into files'],
    ['Turn on versioning for the bucket "nothere"', 'has no S3 bucket `nothere`'],
    ['Turn on versioning for the bucket someone-elses', 'this project does not manage it'],
    ['Enable replication for the bucket logs', 'What I can change there'],
    ['Rename the queue jobs to mail', 'There is already SQS queue `mail`'],
    ['turn on versioning for the bucket', 'Which S3 bucket do you mean: `acme-logs` and `acme-data`?'],
  ])('%s', async (text, words) => {
    const talk = await converse(text, world);
    expect(talk.proposals).toEqual([]);
    expect(talk.last).toContain(words);
  });

  it('says of a new project that it has none', async () => {
    const { last } = await converse('Turn on versioning for the bucket', { live: { s3_bucket: ['a', 'b'] } });
    expect(last).toBe('This project manages no S3 bucket. The account has 2, but this project does not manage them.');
  });
});

describe('in a conversation', () => {
  it('asks which, and takes the answer', async () => {
    const talk = new Conversation(world);
    expect((await talk.say('turn on versioning for the bucket')).last).toContain('Which S3 bucket');
    const { proposals } = await talk.say('logs');
    expect(proposals[0]?.files['main.tf']).toContain('resource "aws_s3_bucket_versioning" "logs"');
  });

  it('knows what "it" is', async () => {
    const talk = new Conversation(world);
    await talk.say('Set the retention of the queue jobs to 7 days');
    const { proposals } = await talk.say('and set its visibility timeout to 2 minutes');
    expect(proposals[0]?.files['queues.tf']).toMatch(/"jobs"[\s\S]*visibility_timeout_seconds = 120[\s\S]*"mail"/);
  });
});
