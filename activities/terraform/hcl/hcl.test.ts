import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { type Expr, HclError } from './ast.ts';
import { parseHcl } from './body.ts';
import { parseJsonSyntax } from './json-syntax.ts';
import { readTemplate } from './template.ts';

const bare = (expr: unknown) => JSON.parse(JSON.stringify(expr, (key, value) => (key === 'line' ? undefined : value)));
const value = (text: string): Expr => {
  const [first] = parseHcl(`a = ${text}\n`).attributes;
  if (!first) throw new Error('no argument');
  return first.value;
};

/** What both readers take, and what both refuse: HashiCorp's is the measure. */
const texts = [
  'a = [1, 2,]',
  'a = {\n  b = 1,\n  c : 2\n}',
  'a = {b = 1 c = 2}',
  'a = f(1, x...)',
  'a = b ? c : d ? e : f',
  'a = !b && -c < 3 || d == e',
  'a = b[*].c[0].d',
  'a = b.*.c.d[0]',
  'a = b.0.c',
  'a = [\n for x in y :\n x if z\n]',
  'a = {for k, v in y : k => v...}',
  'b "c" d {\n}',
  'b { x = 1 }',
  'a = b +\n c',
  'a = b\n + c',
  'a = (\n b\n + c)',
  'a = "x\ny"',
  'a = "${"${x}"}"',
  'a = /* c */ 1 // d',
  '/* x',
  'a = "\\u0041\\U0001F600\\x"',
  'a = b::c(1)',
  'a = b::c',
  'a = "%{if x}y%{else}z%{endif}"',
  'a = "%{if x}"',
  'a = "%{endif}"',
  '\ta = 1\r\nb = 2\r\n',
  'a = 1\rb=2',
  'a = <<EOT\n${<<FOO\nx\nFOO\n}\nEOT\n',
  'a = f(<<-EOT\n  x\n  EOT\n)',
  'a {\n b = 1 # }\n}',
  'a = x\n[0]',
  'a = .5',
  "a = 'x'",
  'a == b',
  'a "x${y}" {}',
  'a = 1;',
  'é = 1',
  '\u200ba = 1',
  '',
];

it.each(texts)('takes or refuses as Terraform does: %j', async (text) => {
  const theirs = await parse('x.tf', text).then(
    () => 'taken',
    () => 'refused',
  );
  const ours = (() => {
    try {
      parseHcl(text);
      return 'taken';
    } catch (error) {
      expect(error).toBeInstanceOf(HclError);
      return 'refused';
    }
  })();
  expect(ours).toBe(theirs);
});

describe('strings', () => {
  it.each([
    ['"$${x} %%{y}"', '${x} %{y}'],
    ['"a\\n\\"\\u0066\\\\"', 'a\n"f\\'],
    ['<<EOT\n  x\nEOT', '  x\n'],
    ['<<-EOT\n    x\n      y\n    EOT', 'x\n  y\n'],
    ['<<EOT\n\\n "q" $${z}\nEOT', '\\n "q" ${z}\n'],
  ])('%j is %j', (text, meaning) => {
    expect(value(text)).toMatchObject({ kind: 'literal', value: meaning });
  });

  it('hold code, and the marks take blanks away', () => {
    expect(bare(value('"a ${~ x ~} b"'))).toEqual({
      kind: 'template',
      parts: [
        { kind: 'literal', value: 'a' },
        { kind: 'root', name: 'x' },
        { kind: 'literal', value: 'b' },
      ],
    });
    expect(value('"${x}"')).toMatchObject({ kind: 'root', name: 'x' });
    expect(readTemplate('%{ for a in b }${a}%{ endfor }')).toMatchObject({ kind: 'for', joined: true, valueVar: 'a' });
  });
});

it('keeps both values of a key that is given twice, in HCL and in JSON', () => {
  const object = value('{ x = f(1), x = 2 }');
  expect(object.kind === 'object' && object.items).toHaveLength(2);
  const body = parseJsonSyntax('{"resource":{"a":{"b":{}}},"resource":{"c":{"d":{}}}}');
  expect(body.blocks.map(({ labels }) => labels)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

it('knows the line of everything', () => {
  const { blocks } = parseHcl('# one\n\nresource "a" "b" {\n  x = [\n    f(1),\n  ]\n}\n');
  expect(blocks[0]?.line).toBe(3);
  expect(blocks[0]?.body.attributes[0]).toMatchObject({ line: 4, value: { items: [{ line: 5 }] } });
  expect(() => parseHcl('a = 1\nb = [\n')).toThrow(expect.objectContaining({ line: 3 }));
});

it('gives up on nesting that no person writes, instead of its stack', () => {
  expect(() => parseHcl(`a = ${'['.repeat(5_000)}`)).toThrow(HclError);
  expect(() => parseHcl(`a = ${'-'.repeat(50_000)}1`)).toThrow(HclError);
  expect(() => parseJsonSyntax(`{"locals":${'['.repeat(5_000)}`)).toThrow(HclError);
});

it.each(['{"a":1,}', '{"a" 1}', '[1 2]', '{"a":1} x', "{'a':1}", '{"a":01x}', ''])('refuses %j as JSON', (text) => {
  expect(() => parseJsonSyntax(text)).toThrow(HclError);
});
