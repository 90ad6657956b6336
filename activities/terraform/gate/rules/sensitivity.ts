import { attribute, children, type Expr } from '../../hcl/ast.ts';
import type { Report } from '../finding.ts';
import { localModuleDir } from '../module-source.ts';
import { declared, type Module, type Project } from '../project.ts';
import { eachAttribute, eachExpr } from '../visit.ts';

/**
 * `nonsensitive()` on what comes from a secret shows it to everybody, however it was encoded on the way.
 * Taking the mark off facts about it (whether it is set, how long it is, which keys a map has) is what the function is for.
 */
export function sensitivity(project: Project, report: Report): void {
  const taint = tainted(project);
  for (const { attribute: argument, place } of eachAttribute(project)) {
    const module = [...project.modules.values()].find(({ files }) => files.some(({ path }) => path === place.file));
    if (!module) continue;
    unmarked(argument.value, module, taint, (line) =>
      report(
        'secret',
        'nonsensitive() would show a secret in plans, logs and outputs. Keep the mark, and mark what needs it as sensitive.',
        { ...place, line },
      ),
    );
  }
}

/** Looks for `nonsensitive()` on secrets; `bound` are names that a `for` over a secret gave to its parts. */
function unmarked(
  expr: Expr,
  module: Module,
  taint: Taint,
  found: (line: number) => void,
  bound = new Set<string>(),
): void {
  const within = new Set(bound);
  if (expr.kind === 'call' && expr.name.replace(/^core::/, '') === 'nonsensitive') {
    if (expr.args.some((arg) => !isFact(arg, bound) && carries(arg, module, taint, bound))) found(expr.line);
  }
  if (expr.kind === 'for' && carries(expr.collection, module, taint, bound)) {
    within.add(expr.valueVar);
    if (expr.keyVar) within.add(expr.keyVar);
  }
  if (expr.kind === 'splat' && carries(expr.source, module, taint, bound)) within.add(expr.item);
  for (const child of children(expr)) unmarked(child, module, taint, found, within);
}

/** Names that hold secrets, as `folder|var.name`. */
type Taint = Set<string>;

/** Attributes that providers give secrets in. */
const secretAttributes = new Set([
  'secret_string',
  'secret_binary',
  'password',
  'master_password',
  'private_key',
  'private_key_pem',
  'private_key_openssh',
  'private_key_pem_pkcs8',
  'secret',
  'ses_smtp_password_v4',
  'secret_access_key',
  'auth_token',
  'authorization_token',
  'token',
  'random_password',
  'plaintext',
]);

function carries(expr: Expr, module: Module, taint: Taint, bound?: ReadonlySet<string>): boolean {
  for (const part of eachExpr(expr)) {
    if (part.kind === 'root' && bound?.has(part.name)) return true;
    if (part.kind === 'call' && part.name.replace(/^core::/, '') === 'sensitive') return true;
    if (part.kind !== 'attr') continue;
    if (
      part.source.kind === 'root' &&
      ['var', 'local'].includes(part.source.name) &&
      taint.has(`${module.dir}|${part.source.name}.${part.name}`)
    )
      return true;
    if (part.source.kind !== 'root' && secretAttributes.has(part.name)) return true;
    if (part.name === 'result' && /random_password|random_bytes/.test(rootOf(part))) return true;
    if (rootOf(part) === 'module' && moduleOutputs(part, module).some((name) => taint.has(name))) return true;
  }
  return false;
}

const rootOf = (expr: Expr): string => {
  if (expr.kind === 'root') return expr.name;
  return expr.kind === 'attr' || expr.kind === 'index' || expr.kind === 'splat' ? rootOf(expr.source) : '';
};

/** The outputs that `module.x.y` and `module.x["k"].y` may mean. */
function moduleOutputs(expr: Expr, module: Module): string[] {
  const names: string[] = [];
  for (let part = expr; part.kind === 'attr' || part.kind === 'index'; part = part.source)
    if (part.kind === 'attr') names.unshift(part.name);
  const [called = '', ...rest] = names;
  return module.blocks
    .filter(({ block }) => block.type === 'module' && block.labels[0] === called)
    .map(({ block }) => localModuleDir(module, block))
    .flatMap((dir) => (dir === null ? [] : rest.map((name) => `${dir}|output.${name}`)));
}

/** Spreads from sensitive variables through locals, module arguments and outputs until nothing new comes. */
function tainted(project: Project): Taint {
  const taint: Taint = new Set();
  const modules = [...project.modules.values()];
  for (const module of modules) {
    for (const { block } of declared(module, 'variable')) {
      const marks = ['sensitive', 'ephemeral'].map((name) => attribute(block.body, name)?.value);
      if (marks.some((mark) => mark && !(mark.kind === 'literal' && (mark.value === false || mark.value === 'false'))))
        taint.add(`${module.dir}|var.${block.labels[0]}`);
    }
  }
  for (let before = -1; before !== taint.size; ) {
    before = taint.size;
    for (const module of modules) spread(module, taint);
  }
  return taint;
}

function spread(module: Module, taint: Taint): void {
  for (const { block } of module.blocks) {
    const name = block.labels[0] ?? '';
    const dir = block.type === 'module' ? localModuleDir(module, block) : null;
    for (const { name: argument, value } of block.body.attributes) {
      const target =
        block.type === 'locals'
          ? `${module.dir}|local.${argument}`
          : block.type === 'output' && argument === 'value'
            ? `${module.dir}|output.${name}`
            : dir !== null
              ? `${dir}|var.${argument}`
              : null;
      if (target && !taint.has(target) && carries(value, module, taint)) taint.add(target);
    }
  }
}

/** Says something about a secret as a whole, and cannot be asked piece by piece. */
function isFact(expr: Expr, bound: ReadonlySet<string>): boolean {
  if (expr.kind === 'call') {
    const [only] = expr.args;
    const direct = only !== undefined && isDirect(only, bound);
    if (['length', 'keys', 'can'].includes(expr.name)) return direct;
    return ['toset', 'tolist', 'sort'].includes(expr.name) && only !== undefined && isFact(only, bound);
  }
  if (expr.kind === 'literal') return true;
  if (expr.kind !== 'operation' || !['==', '!='].includes(expr.operator)) return false;
  const [left, right] = expr.operands;
  const empty = (side?: Expr) => side?.kind === 'literal' && (side.value === null || side.value === '');
  return (
    (empty(left) && right !== undefined && isDirect(right, bound)) ||
    (empty(right) && left !== undefined && isDirect(left, bound))
  );
}

/** A reference to the whole; a part that a `for` took out is none. */
const isDirect = (expr: Expr, bound: ReadonlySet<string>): boolean =>
  (expr.kind === 'root' && !bound.has(expr.name)) || (expr.kind === 'attr' && isDirect(expr.source, bound));
