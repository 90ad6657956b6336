/** A run's place in its project's queue: one changing run at a time, first come first served. */
import { condition, setHandler } from '@temporalio/workflow';
import { runStore } from './activities.ts';
import { type ProvisioningRunInput, turnGranted } from './messages.ts';

export class ProjectTurn {
  private readonly run: ProvisioningRunInput;
  private granted = false;
  private joined = false;

  constructor(run: ProvisioningRunInput) {
    this.run = run;
    setHandler(turnGranted, () => {
      this.granted = true;
    });
  }

  async take(): Promise<void> {
    this.joined = true;
    await runStore.joinQueue(this.run);
    await condition(() => this.granted);
  }

  /** Also for a run that was cancelled while it waited: it leaves the line. */
  async giveBack(): Promise<void> {
    if (this.joined) await runStore.leaveQueue(this.run);
  }
}
