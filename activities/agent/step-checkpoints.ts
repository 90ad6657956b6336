/**
 * The checkpoints of one step: read once, kept in memory while the step runs, written together at its end.
 *
 * A step is one activity and has its turn's thread to itself, and a step that dies is done again from the checkpoint
 * before it. Left to the graph, the same row is read three times and a dozen rows are written one by one, beside the
 * model's first words.
 */
import type { RunnableConfig } from '@langchain/core/runnables';
import { BaseCheckpointSaver, type Checkpoint, type CheckpointTuple } from '@langchain/langgraph';

type Put = Parameters<BaseCheckpointSaver['put']>;
type PutWrites = Parameters<BaseCheckpointSaver['putWrites']>;

export class StepCheckpoints extends BaseCheckpointSaver {
  private readonly saver: BaseCheckpointSaver;
  private latest: CheckpointTuple | undefined;
  private unsaved: (() => Promise<unknown>)[] = [];

  /** @param latest what `saver` holds of the turn now */
  constructor(saver: BaseCheckpointSaver, latest: CheckpointTuple | undefined) {
    super(saver.serde);
    this.saver = saver;
    this.latest = latest;
  }

  override async getTuple(): Promise<CheckpointTuple | undefined> {
    return this.latest;
  }

  override async *list(): AsyncGenerator<CheckpointTuple> {
    if (this.latest) yield this.latest;
  }

  override async put(...[config, checkpoint, metadata, newVersions]: Put): Promise<RunnableConfig> {
    const place = placeOf(config, checkpoint);
    const parentConfig = config.configurable?.checkpoint_id ? config : undefined;
    this.latest = { config: place, checkpoint, metadata, parentConfig, pendingWrites: [] };
    this.unsaved.push(() => this.saver.put(config, checkpoint, metadata, newVersions));
    return place;
  }

  override async putWrites(...[config, writes, taskId, taskPath]: PutWrites): Promise<void> {
    for (const [channel, value] of writes) this.latest?.pendingWrites?.push([taskId, channel, value]);
    this.unsaved.push(() => this.saver.putWrites(config, writes, taskId, taskPath));
  }

  override async deleteThread(threadId: string): Promise<void> {
    this.latest = undefined;
    this.unsaved = [];
    await this.saver.deleteThread(threadId);
  }

  /** Writes what the step has made, in the order in which it was made. */
  async save(): Promise<void> {
    for (const write of this.unsaved.splice(0)) await write();
  }
}

function placeOf({ configurable }: RunnableConfig, { id }: Checkpoint): RunnableConfig {
  const { thread_id, checkpoint_ns = '' } = configurable ?? {};
  return { configurable: { thread_id, checkpoint_ns, checkpoint_id: id } };
}
