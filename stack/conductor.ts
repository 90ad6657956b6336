/** Brings parts up in the order of their needs, and down in the order that loses nothing. */
import type { Board } from './board.ts';
import type { Part, PartName } from './part.ts';
import { type PartRun, runPart } from './run-part.ts';

/** Which parts end together. Postgres is last: all others may write to it until they are gone. */
const stopOrder: PartName[][] = [
  ['worker', 'api', 'web', 'web-build', 'migrations', 'python'],
  ['temporal', 'vault', 's3', 'moto', 'weaviate', 'terraform'],
  ['postgres'],
];

export type Conductor = {
  /** Starts what is not up, what failed before too. Resolves when nothing is left to wait for. */
  startAll(): Promise<void>;
  stopAll(hurry: boolean): Promise<void>;
};

export function makeConductor({ context, state, parts, report }: Board): Conductor {
  const runs = new Map<PartName, PartRun>();
  const coming = new Map<PartName, Promise<boolean>>();

  const startPart = (part: Part): Promise<boolean> => {
    const known = coming.get(part.name) ?? whenNeedsAreMet(part).then((blocker) => begin(part, blocker));
    coming.set(part.name, known);
    return known;
  };

  /** @returns the title of a need that failed. Needs that are not part of this stack are somebody else's. */
  const whenNeedsAreMet = async (part: Part): Promise<string | undefined> => {
    const needs = parts.filter(({ name }) => part.needs.includes(name));
    const met = await Promise.all(needs.map(startPart));
    return needs.find((_, index) => !met[index])?.title;
  };

  const begin = async (part: Part, blocker: string | undefined): Promise<boolean> => {
    if (context.signal.aborted) return false;
    if (blocker) {
      report(part.name, { state: 'blocked', note: `needs ${blocker}, which did not start` });
      return false;
    }
    if (part.replacedBy && context.wishes[part.replacedBy]) {
      report(part.name, { state: 'skipped', note: `yours is used: ${part.replacedBy} is set` });
      return true;
    }
    const run = runPart(part, context, (change) => report(part.name, change));
    runs.set(part.name, run);
    return (await run.outcome) !== 'failed';
  };

  const startAll = async () => {
    for (const { name } of parts.filter(isDown)) {
      coming.delete(name);
      report(name, { state: 'waiting', note: undefined, log: undefined, help: undefined });
    }
    await Promise.all(parts.filter((part) => !part.background).map(startPart));
    for (const part of parts.filter((candidate) => candidate.background)) void startPart(part);
  };

  const isDown = ({ name }: Part) => ['failed', 'blocked', 'skipped'].includes(state.parts[name]?.state ?? '');

  const stopAll = async (hurry: boolean) => {
    for (const group of stopOrder) await Promise.all(group.map((name) => runs.get(name)?.stop(hurry)));
  };

  return { startAll, stopAll };
}
