/** The decisions of people on one run: each is a row in Postgres, and each is checked before it counts. */
import { condition, setHandler } from '@temporalio/workflow';
import { runStore } from './activities.ts';
import { type ApprovalTerms, decisionMade, type ProvisioningRunInput, type Verdict } from './messages.ts';

export type FinalVerdict =
  | Extract<Verdict, { kind: 'approved' } | { kind: 'rejected' }>
  | { kind: 'expired'; reason: string };

export class DecisionInbox {
  private readonly run: ProvisioningRunInput;
  private readonly waiting: string[] = [];

  constructor(run: ProvisioningRunInput) {
    this.run = run;
    setHandler(decisionMade, ({ approvalId }) => {
      this.waiting.push(approvalId);
    });
  }

  /** Waits for the decision that ends the question: enough approvals, one rejection, or the end of the time. */
  async until(terms: ApprovalTerms): Promise<FinalVerdict> {
    const deadline = Date.now() + terms.expiresInMs;
    for (;;) {
      const left = Math.max(deadline - Date.now(), 1);
      if (!(await condition(() => this.waiting.length > 0, left))) {
        return { kind: 'expired', reason: 'Nobody decided in time. Plan again to get a fresh one.' };
      }
      const verdict = await this.checkNext();
      if (verdict.kind === 'approved' || verdict.kind === 'rejected') return verdict;
    }
  }

  /** Decisions that came too late are answered too, so that nobody wonders. */
  async refuseTheRest(): Promise<void> {
    await runStore.refuseLateDecisions(this.run);
    this.waiting.length = 0;
  }

  private async checkNext(): Promise<Verdict> {
    const approvalId = this.waiting[0] ?? '';
    const verdict = await runStore.checkDecision({ ...this.run, approvalId });
    this.waiting.shift();
    return verdict;
  }
}
