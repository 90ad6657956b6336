/** What became of a merge, in sentences for people: on the pull request's page here and in its comment there. */
import type { Run } from '../../db/runs.ts';

export type Verdict =
  | { kind: 'approved' | 'decided' | 'no_decision' | 'not_ours'; by: string }
  /** The merge stands over there; here it decides nothing. */
  | { kind: 'refused' | 'unreadable'; by: string; why: string };

export const words = {
  otherContent:
    'what was merged is not what was planned: somebody added commits, or the branch had other changes by then',
  nothingShown: 'there was no plan yet that the merge could stand for',
  over: ({ state, reason }: Pick<Run, 'state' | 'reason'>) =>
    `the plan that it showed is over (${state.replaceAll('_', ' ')}${reason ? `: ${reason.replace(/\.$/, '')}` : ''})`,
  unlinked: (name: string) =>
    `${name} is not linked to a member in Aurora. Members link their account in Aurora's settings`,
  gone: (name: string) => `${name} is linked to somebody who is no member any more`,
  elsewhere: (base: string) =>
    `Merged into ${base}, which is not the branch that the project follows. Nothing is applied.`,

  settled(verdict: Verdict, anew: boolean): string {
    const { by } = verdict;
    const waits = anew
      ? 'What was merged is planned anew, and people decide on that plan in Aurora.'
      : 'Its plan waits in Aurora for somebody who may approve it.';
    switch (verdict.kind) {
      case 'approved':
        return `Merged by ${by}, which approved the plan.`;
      case 'decided':
        return `Merged by ${by}. The change was decided in Aurora before.`;
      case 'no_decision':
        return anew ? `Merged by ${by}. ${waits}` : `Merged by ${by}. Changes of this project are decided in Aurora.`;
      case 'not_ours':
        return `Merged by ${by}. ${waits}`;
      case 'unreadable':
        return `Merged by ${by}, and what was merged cannot be planned: ${verdict.why}`;
      case 'refused':
        return `Merged by ${by}, but the merge does not approve the plan: ${verdict.why.replace(/\.$/, '')}. ${waits}`;
    }
  },
};
