import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type GatePolicy, gateRevision } from './gate.ts';

type Case = {
  id: string;
  expect: 'allow' | 'deny';
  class?: string;
  files: Record<string, string>;
  policy?: GatePolicy | null;
  symlinks?: Record<string, string> | null;
  variables?: Record<string, unknown> | null;
};

const read = (name: string): Case[] => JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));

const judge = ({ files, policy, symlinks, variables }: Case) =>
  gateRevision(files, {
    policy: policy ?? undefined,
    symlinks: symlinks ?? undefined,
    variables: variables ?? undefined,
  });

// The first call loads a parser of 2 MB.
beforeAll(() => gateRevision({ 'main.tf': 'locals {}\n' }));

describe.each(['hostile-hcl.json', 'gate-cases.json'])('%s', (name) => {
  it.each(read(name).map((one) => [`${one.expect} ${one.id}`, one] as const))('%s', async (_, one) => {
    const { ok, findings } = await judge(one);
    expect({ ok, findings: ok ? [] : findings }).toEqual({ ok: one.expect === 'allow', findings: ok ? [] : findings });
    expect(ok).toBe(findings.length === 0);
    for (const { message, file } of findings) {
      expect(message).toMatch(/[.!]$/);
      expect(file).not.toBe('');
    }
  });
});

describe('findings', () => {
  it('name the class of what was found', async () => {
    // The same text can break two rules; the expected class is one of them.
    const other: Record<string, string> = { 'j06-escaped': 'file-function' };
    for (const one of read('hostile-hcl.json').filter((each) => each.expect === 'deny')) {
      const { findings } = await judge(one);
      expect(
        findings.map(({ rule }) => rule),
        one.id,
      ).toContain(other[one.id] ?? one.class);
    }
  });

  it('say file and line of HCL that does not parse, in words', async () => {
    const { findings } = await gateRevision({ 'net/main.tf': 'resource "aws_vpc" "v" {\n  cidr_block =\n}\n' });
    expect(findings).toEqual([
      {
        rule: 'syntax',
        file: 'net/main.tf',
        line: 2,
        message: expect.stringMatching(/^net\/main\.tf cannot be read as HCL: line 2, .+/),
      },
    ]);
  });

  it('say the line of JSON that does not parse', async () => {
    const { findings } = await gateRevision({ 'main.tf.json': '{\n  "output": {\n    "x": \n}}' });
    expect(findings[0]).toMatchObject({ rule: 'syntax', file: 'main.tf.json', line: 4 });
  });

  it('give address and line of what they are about', async () => {
    const { findings } = await gateRevision({
      'main.tf': 'resource "aws_s3_object" "o" {\n  bucket = "b"\n  key    = "k"\n  source = "/etc/passwd"\n}\n',
    });
    expect(findings).toEqual([
      expect.objectContaining({ rule: 'provider-file-read', address: 'aws_s3_object.o', line: 4 }),
    ]);
  });
});

const programs = new URL('../../../shared/data/iac-eval/dev.jsonl', import.meta.url);

// 94 programs of IaC-Eval, which are not in the repository.
if (!existsSync(programs)) console.warn('Skipped: the IaC-Eval programs are not at ../shared/data/iac-eval/dev.jsonl.');
it.skipIf(!existsSync(programs))(
  'lets every IaC-Eval program pass but the one that reads a key of the worker',
  async () => {
    const rows = readFileSync(programs, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; referenceHcl: string });
    const refused: string[] = [];
    for (const { id, referenceHcl } of rows)
      if (!(await gateRevision({ 'main.tf': referenceHcl })).ok) refused.push(id);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/108/);
  },
);
