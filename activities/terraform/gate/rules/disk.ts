import { type Block, type Body, children, type Expr } from '../../hcl/ast.ts';
import { mayReadDisk, readsDisk, writesDisk } from '../disk-arguments.ts';
import { isFileFunction } from '../file-functions.ts';
import type { Place, Report } from '../finding.ts';
import { judgePath } from '../paths.ts';
import type { Value } from '../values.ts';

/** Whether it matters for a block which value belongs to which of its instances. */
export function touchesDisk(block: Block): boolean {
  return mayReadDisk(block.type, block.labels[0] ?? '') || bodyCalls(block.body);
}

const bodyCalls = (body: Body): boolean =>
  body.attributes.some(({ value }) => exprCalls(value)) || body.blocks.some((block) => bodyCalls(block.body));
const exprCalls = (expr: Expr): boolean =>
  (expr.kind === 'call' && isFileFunction(expr.name)) || children(expr).some(exprCalls);

/** Arguments that a provider opens, and those alone, may name files of the project only. */
export function diskArgument(
  { type: kind, labels: [type = ''] }: Block,
  name: string,
  value: () => Value,
  place: Place,
  report: Report,
): void {
  if (!readsDisk(kind, type, name)) return;
  const verdict = judgePath(value());
  if (verdict.kind === 'inside') {
    const target = verdict.paths.find((inside) => writesDisk(type, name) && meansSomething(inside));
    if (target !== undefined)
      report('provider-file-write', `${place.address} would write "${target}", which Terraform itself reads.`, place);
    return;
  }
  const what =
    verdict.kind === 'outside'
      ? `"${verdict.path.slice(0, 120)}", which lies outside the project`
      : 'a file whose path is not known before the plan';
  report(
    'provider-file-read',
    `${place.address}: "${name}" names ${what}. The provider would open it on the worker. Use a file of the project.`,
    place,
  );
}

/** Names that Terraform would read as code, settings or state at its next call. */
const meansSomething = (path: string): boolean =>
  /\.(tf|tofu|tfvars)(\.json)?$|\.tfstate|(^|\/)\.terraform|terraform\.rc$|\.terraformrc$|^aurora_/.test(path);
