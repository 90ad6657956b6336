import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import {
  addToResource,
  append,
  type Files,
  literal,
  nested,
  refersTo,
  removeResource,
  replaceReferences,
  resourceAt,
  resources,
  setAttribute,
} from './edit.ts';
import { HclUnreadable, scan } from './scan.ts';
import { block, quote, raw, resource } from './write.ts';

const main = `# Team storage, see the wiki { not a block
locals {
  policy = <<-EOT
    } resource "aws_s3_bucket" "ghost" {
  EOT
  name = "a\${format("}%s{", "x")}b" // trailing } comment
}

/* kept } */
resource "aws_s3_bucket" "logs" {
  bucket = "logs-1" # the name
  tags   = { team = "core" }
}

# goes with its block
resource "aws_sqs_queue" "jobs" { name = "jobs" }

output "queue" {
  value = aws_sqs_queue.jobs.url
}
`;

const files: Files = { 'main.tf': main, 'notes.md': 'resource {' };
const text = (changed: Files) => changed['main.tf'] ?? '';

describe('scan', () => {
  it('is not fooled by braces in comments, heredocs, strings and templates', () => {
    expect(resources(files).map(({ address }) => address)).toEqual(['aws_s3_bucket.logs', 'aws_sqs_queue.jobs']);
    expect(scan(main).map(({ type }) => type)).toEqual(['locals', 'resource', 'resource', 'output']);
  });

  it('gives the places of attributes, without trailing comments', () => {
    const logs = resourceAt(files, 'aws_s3_bucket.logs');
    expect(logs?.block.attributes.map(({ name, value }) => [name, value])).toEqual([
      ['bucket', '"logs-1"'],
      ['tags', '{ team = "core" }'],
    ]);
    expect(logs && main.slice(logs.block.start, logs.block.start + 8)).toBe('resource');
  });

  it.each(['resource "a" "b" {', 'a = 1\n}', '??', 'resource "a" 5 {}'])('refuses %j', (broken) => {
    expect(() => scan(broken)).toThrow(HclUnreadable);
  });

  it('reads only literals as literals', () => {
    const [first] = scan('x {\n a = "plain"\n b = 5\n c = true\n d = "a${var.b}"\n e = var.c\n}\n');
    expect(first && ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => literal(first, name))).toEqual([
      'plain',
      5,
      true,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('edit', () => {
  it('changes one value and nothing else', () => {
    const changed = setAttribute(files, 'aws_s3_bucket.logs', [], 'bucket', 'other');
    expect(text(changed)).toBe(main.replace('"logs-1"', '"other"'));
    expect(changed['notes.md']).toBe('resource {');
  });

  it('opens a one-line block to add an attribute', () => {
    const changed = setAttribute(files, 'aws_sqs_queue.jobs', [], 'delay_seconds', 5);
    expect(text(changed)).toContain('resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n\n  delay_seconds = 5\n}\n');
  });

  it('makes missing nested blocks on the way, and reuses those that are there', async () => {
    const once = setAttribute(files, 'aws_s3_bucket.logs', ['rule', 'expiration'], 'days', 30);
    const twice = setAttribute(once, 'aws_s3_bucket.logs', ['rule', 'expiration'], 'days', 60);
    const logs = resourceAt(twice, 'aws_s3_bucket.logs');
    expect(logs && literal(nested(logs.block, ['rule', 'expiration']) ?? logs.block, 'days')).toBe(60);
    expect(text(twice).match(/expiration/g)).toHaveLength(1);
    await expect(parse('main.tf', text(twice))).resolves.toBeDefined();
  });

  it('removes a block with its comment and keeps its neighbours', () => {
    const changed = removeResource(files, 'aws_sqs_queue.jobs');
    expect(text(changed)).toBe(
      main.replace('# goes with its block\nresource "aws_sqs_queue" "jobs" { name = "jobs" }\n\n', ''),
    );
  });

  it('leaves a file out when its last block is gone', () => {
    expect(removeResource({ 'a.tf': 'resource "x" "y" {\n}\n' }, 'x.y')).toEqual({});
  });

  it('renames references but not longer names that begin alike', () => {
    const before: Files = {
      'a.tf': 'a = aws_sqs_queue.jobs.arn\nb = aws_sqs_queue.jobs_dlq.arn\nc = data.aws_sqs_queue.jobs',
    };
    expect(replaceReferences(before, 'aws_sqs_queue.jobs', 'aws_sqs_queue.work')['a.tf']).toBe(
      'a = aws_sqs_queue.work.arn\nb = aws_sqs_queue.jobs_dlq.arn\nc = data.aws_sqs_queue.jobs',
    );
    expect(refersTo('x = aws_sqs_queue.jobs_dlq.arn', 'aws_sqs_queue.jobs')).toBe(false);
  });

  it('appends to a file with one blank line between, or makes the file', () => {
    expect(append({ 'a.tf': 'x = 1\n\n\n' }, 'a.tf', 'y {\n}\n')['a.tf']).toBe('x = 1\n\ny {\n}\n');
    expect(append({}, 'a.tf', 'y {\n}\n')['a.tf']).toBe('y {\n}\n');
  });

  it('adds items after what is there', () => {
    const changed = addToResource(files, 'aws_s3_bucket.logs', [block('rule', ['id', 'x'])]);
    expect(text(changed)).toContain('  tags   = { team = "core" }\n\n  rule {\n    id = "x"\n  }\n}\n');
  });
});

describe('write', () => {
  it('keeps text from people inside its quotes', async () => {
    const evil = 'x" }\nresource "null_resource" "pwn" { provisioner "${file("/etc/passwd")}" %{ if true }';
    const parsed = await parse('a.tf', resource('aws_sqs_queue', 'q', ['name', evil], ['n', raw('var.n')]));
    expect(Object.keys(parsed.resource)).toEqual(['aws_sqs_queue']);
    expect(scan(`a {\n  b = ${quote(evil)}\n}`)).toHaveLength(1);
  });

  it('drops control characters that HCL has no escape for', () => {
    expect(quote('a\u0000b\u001bc\bd')).toBe('"abcd"');
  });
});
