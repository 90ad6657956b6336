/**
 * HCL as the gate sees it: syntax only, each node with its line.
 * Native syntax and JSON syntax end in the same tree (language: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md).
 */

export type Literal = { kind: 'literal'; value: string | number | boolean | null; line: number };
/** The parts one after the other, as text. A template of one interpolation alone is that expression itself. */
export type Template = { kind: 'template'; parts: Expr[]; line: number };
export type Tuple = { kind: 'tuple'; items: Expr[]; line: number };
export type ObjectItem = { key: Expr; value: Expr };
/** A key given twice is kept twice: Terraform evaluates both. */
export type ObjectCons = { kind: 'object'; items: ObjectItem[]; line: number };
export type For = {
  kind: 'for';
  keyVar: string | null;
  valueVar: string;
  collection: Expr;
  /** Set for `{for ... : key => value}`. */
  key: Expr | null;
  value: Expr;
  condition: Expr | null;
  grouping: boolean;
  /** A `%{ for }` in a template: the values joined as text. */
  joined: boolean;
  line: number;
};
export type Call = { kind: 'call'; name: string; args: Expr[]; expand: boolean; line: number };
/** The first word of a reference: `var`, `local`, a resource type, or a name that a `for` made. */
export type Root = { kind: 'root'; name: string; line: number };
export type Attr = { kind: 'attr'; source: Expr; name: string; line: number };
export type Index = { kind: 'index'; source: Expr; key: Expr; line: number };
/** `source[*]...` and `source.*...`; the steps after the star are applied to each element of `source`. */
export type Splat = { kind: 'splat'; source: Expr; each: Expr; item: string; line: number };
export type Conditional = { kind: 'conditional'; condition: Expr; yes: Expr; no: Expr; line: number };
export type Operation = { kind: 'operation'; operator: string; operands: Expr[]; line: number };

export type Expr =
  | Literal
  | Template
  | Tuple
  | ObjectCons
  | For
  | Call
  | Root
  | Attr
  | Index
  | Splat
  | Conditional
  | Operation;

export type Attribute = { name: string; value: Expr; line: number };
export type Block = {
  type: string;
  labels: string[];
  body: Body;
  line: number;
  /** From JSON syntax, where an argument and a block look alike: the same text is also an attribute. */
  ambiguous?: boolean;
};
export type Body = { attributes: Attribute[]; blocks: Block[] };

/** Text that is no HCL, or more of it than this reader takes. `line` counts from 1. */
export class HclError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.name = 'HclError';
    this.line = line;
  }
}

export function children(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'literal':
    case 'root':
      return [];
    case 'template':
      return expr.parts;
    case 'tuple':
      return expr.items;
    case 'object':
      return expr.items.flatMap(({ key, value }) => [key, value]);
    case 'for':
      return [expr.collection, expr.key, expr.value, expr.condition].filter((part) => part !== null);
    case 'call':
      return expr.args;
    case 'attr':
      return [expr.source];
    case 'index':
      return [expr.source, expr.key];
    case 'splat':
      return [expr.source, expr.each];
    case 'conditional':
      return [expr.condition, expr.yes, expr.no];
    case 'operation':
      return expr.operands;
  }
}

export const attribute = (body: Body, name: string): Attribute | undefined =>
  body.attributes.find((candidate) => candidate.name === name);

export const blocksOf = (body: Body, type: string): Block[] => body.blocks.filter((block) => block.type === type);
