import type { Report } from '../finding.ts';
import type { Project } from '../project.ts';
import { eachAttribute, eachExpr } from '../visit.ts';

/** bcrypt takes twice as long for each step of its cost: 14 is about a second, 31 is two days. */
const mostCost = 14;

/** Functions whose work is in a number, not in the size of anything. */
export function costly(project: Project, report: Report): void {
  for (const { attribute, place } of eachAttribute(project)) {
    for (const expr of eachExpr(attribute.value)) {
      if (expr.kind !== 'call' || expr.name.replace(/^core::/, '') !== 'bcrypt' || expr.args.length < 2) continue;
      const [, cost] = expr.args;
      if (cost?.kind === 'literal' && Number(cost.value) <= mostCost) continue;
      report('blow-up', `bcrypt() with this cost would not end. Use ${mostCost} or less, as a plain number.`, {
        ...place,
        line: expr.line,
      });
    }
  }
}
