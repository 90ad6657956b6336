/** A person's notices as a table of kinds and ways, over rules that the API keeps as lists of kinds. */
import type { PersonalNoticeRule } from './api-types.generated.ts';
import type { Way } from './notice-words.ts';
import type { NoticeKind } from './types.ts';

export type RuleStep =
  | { do: 'create'; way: Way; kinds: NoticeKind[] }
  | { do: 'change'; id: string; kinds: NoticeKind[] }
  | { do: 'remove'; id: string };

/** The table speaks of all projects; rules of one project stand apart. */
const ofTable = (rules: readonly PersonalNoticeRule[], way: Way) =>
  rules.filter((rule) => rule.way === way && rule.projectId === null && rule.enabled);

export const isTold = (rules: readonly PersonalNoticeRule[], way: Way, kind: NoticeKind): boolean =>
  ofTable(rules, way).some(({ kinds }) => kinds.includes(kind));

/** What has to be done so that the person is told, or no longer told. A rule that says nothing more goes. */
export function stepsTo(told: boolean, rules: readonly PersonalNoticeRule[], way: Way, kind: NoticeKind): RuleStep[] {
  const own = ofTable(rules, way);
  if (told) {
    const [first] = own;
    if (isTold(rules, way, kind)) return [];
    return first
      ? [{ do: 'change', id: first.id, kinds: [...first.kinds, kind] }]
      : [{ do: 'create', way, kinds: [kind] }];
  }
  return own
    .filter(({ kinds }) => kinds.includes(kind))
    .map(({ id, kinds }) => {
      const rest = kinds.filter((one) => one !== kind);
      return rest.length > 0 ? { do: 'change', id, kinds: rest } : { do: 'remove', id };
    });
}
