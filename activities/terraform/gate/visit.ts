/** Every block and every expression of a project, for rules that look at syntax alone. */
import { type Attribute, type Block, type Body, children, type Expr } from '../hcl/ast.ts';
import type { Place } from './finding.ts';
import { addressOf, type Module, type Project } from './project.ts';

export type VisitedBlock = { block: Block; parents: Block[]; module: Module; place: Place };

export function* eachBlock(project: Project): Generator<VisitedBlock> {
  for (const module of project.modules.values()) {
    for (const { block, file } of module.blocks) {
      const address = addressOf(block);
      yield* below(block, [], (inner) => ({ file, line: inner.line, address }), module);
    }
  }
}

function* below(
  block: Block,
  parents: Block[],
  place: (block: Block) => Place,
  module: Module,
): Generator<VisitedBlock> {
  yield { block, parents, module, place: place(block) };
  for (const inner of block.body.blocks) yield* below(inner, [...parents, block], place, module);
}

export type VisitedAttribute = { attribute: Attribute; place: Place };

/** Every argument of every block and values file; what JSON shows twice comes once. */
export function* eachAttribute(project: Project): Generator<VisitedAttribute> {
  for (const { block, parents, place } of eachBlock(project)) {
    if (block.ambiguous || parents.some(({ ambiguous }) => ambiguous)) continue;
    for (const attribute of block.body.attributes) yield { attribute, place: { ...place, line: attribute.line } };
  }
  for (const module of project.modules.values()) yield* loose(module.files);
  yield* loose(project.variableFiles);
}

/** Arguments outside any block: all of a values file. */
function* loose(files: { path: string; body: Body }[]): Generator<VisitedAttribute> {
  for (const { path, body } of files) {
    for (const attribute of body.attributes) yield { attribute, place: { file: path, line: attribute.line } };
  }
}

export function* eachExpr(expr: Expr): Generator<Expr> {
  yield expr;
  for (const child of children(expr)) yield* eachExpr(child);
}
