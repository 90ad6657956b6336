import { describe, expect, it } from 'vitest';
import { converse } from './testing/driver.ts';
import { estate } from './testing/estate.ts';
import { addresses } from './testing/terraform.ts';

const world = { files: estate, live: { s3_bucket: ['acme-logs', 'someone-elses'] } };

async function gone(text: string): Promise<string[]> {
  const { proposals, last } = await converse(text, world);
  if (proposals[0] === undefined) throw new Error(`no proposal: ${last}`);
  const after = await addresses(proposals[0].files);
  return (await addresses(estate)).filter((address) => !after.includes(address)).sort();
}

describe('delete', () => {
  it('takes out one thing, with its comment, and leaves all else as it was', async () => {
    const { proposals } = await converse('delete the bucket logs', world);
    const files = proposals[0]?.files ?? {};
    expect(files['main.tf']).toBe(estate['main.tf']?.replace(/# Logs of everything[\s\S]*?\n}\n\n/, ''));
    for (const file of ['queues.tf', 'network.tf', 'app.tf', 'README.md']) expect(files[file]).toBe(estate[file]);
  });

  it('takes what belongs to it along, and outputs about it', async () => {
    expect(await gone('remove the bucket data')).toEqual(['aws_s3_bucket.data', 'aws_s3_bucket_versioning.data']);
    expect(await gone('delete the role report-writer')).toEqual(['aws_iam_role.lambda', 'aws_iam_role_policy.lambda']);
    expect(await gone('get rid of the KMS key alias/backups')).toEqual([
      'aws_kms_alias.backups',
      'aws_kms_key.backups',
    ]);
    const { proposals } = await converse('remove the bucket data', world);
    expect(proposals[0]?.files['main.tf']).not.toContain('output');
  });

  it('takes several at once, where they were named', async () => {
    expect(await gone('delete the queue jobs and the table orders')).toEqual([
      'aws_dynamodb_table.orders',
      'aws_sqs_queue.jobs',
    ]);
  });

  it('drops a file that holds nothing any more', async () => {
    const files = { 'a.tf': 'resource "aws_sqs_queue" "a" {\n  name = "a"\n}\n', 'b.tf': 'locals {\n  x = 1\n}\n' };
    const { proposals } = await converse('delete the queue a', { files });
    expect(proposals[0]?.files).toEqual({ 'b.tf': files['b.tf'] });
  });

  it('does not break what still uses it', async () => {
    const { proposals, last } = await converse('delete the security group web', world);
    expect(proposals).toEqual([]);
    expect(last).toContain('`aws_instance.web` still uses it');
    const vpc = await converse('delete the vpc main', world);
    expect(vpc.last).toContain('`aws_security_group.web`');
    expect(await gone('delete the instance web and the security group web')).toEqual(
      expect.arrayContaining([
        'aws_instance.web',
        'aws_security_group.web',
        'aws_vpc_security_group_ingress_rule.web_ssh',
      ]),
    );
  });

  it('says what is lost', async () => {
    expect((await converse('drop the table orders', world)).said.join(' ')).toContain('items are lost');
    expect((await converse('delete the bucket logs', world)).said.join(' ')).toContain('only an empty bucket');
  });

  it('leaves alone what the project does not manage', async () => {
    const { proposals, last } = await converse('delete the bucket someone-elses', world);
    expect(proposals).toEqual([]);
    expect(last).toContain('this project does not manage it');
  });

  it('destroys everything only when everything was asked for', async () => {
    const { proposals, said } = await converse('tear down everything', world);
    expect(proposals[0]).toMatchObject({ destroy: true, files: estate });
    expect(said.join(' ')).toContain('Data in them is lost');
    expect((await converse('delete everything', { files: {} })).last).toContain('nothing to delete');
    expect((await converse('delete the queue jobs', world)).proposals[0]?.destroy).toBeUndefined();
  });

  it.each([
    'delete objects in the bucket logs',
    'delete all objects from the bucket logs',
    'remove the messages of the queue jobs',
    'delete everything in the bucket logs',
    'drop the items in the table orders',
    'how do I delete the bucket logs?',
    "don't delete the bucket logs",
  ])('never takes more than was said: %s', async (text) => {
    expect((await converse(text, world)).proposals).toEqual([]);
  });

  it('asks when it is not clear', async () => {
    expect((await converse('delete the queue', world)).last).toBe('Which SQS queue do you mean: `jobs` and `mail`?');
  });
});
