/** How fast an account is synced: the first time, again when nothing changed, and when one in a hundred did. */
import type { Bench } from '../bench.ts';
import type { Figures } from '../support/report.ts';
import { round } from '../support/statistics.ts';
import { type EstateAccount, size } from './account.ts';
import { naiveSync } from './naive.ts';

const quietRounds = 3;

export async function syncFigures(bench: Bench, estate: EstateAccount): Promise<Figures> {
  bench.say(`estate: the first sync of ${size.resources} resources`);
  const { nowMb: idleMb } = await estate.memory();
  const first = await estate.sync();
  const { mostMb: firstMb } = await estate.memory();

  const quiet: number[] = [];
  for (let at = 0; at < quietRounds; at += 1) {
    bench.say(`estate: nothing changed, ${at + 1} of ${quietRounds}`);
    quiet.push((await estate.sync()).seconds);
  }
  for (let index = 0; index < size.resources; index += 100) estate.account.estate.change(index);
  bench.say('estate: one in a hundred changed');
  const changed = await estate.sync();
  const { mostMb } = await estate.memory();

  bench.say('estate: list everything, write everything');
  const naive = await naiveSync(bench, estate);
  const again = [...quiet].sort((a, b) => a - b)[Math.floor(quietRounds / 2)] as number;
  const perSecond = size.resources / first.seconds;
  const microseconds = (seconds: number) => round((seconds * 1e6) / size.resources, 1);
  const cost = {
    syncFirstUs: microseconds(first.seconds),
    syncQuietUs: microseconds(again),
    syncChangedUs: microseconds(changed.seconds),
    naiveFirstUs: microseconds(naive.firstSeconds),
    naiveAgainUs: microseconds(naive.againSeconds),
  };
  return {
    figures: {
      syncResourcesPerSecond: round(perSecond, 0),
      resyncSpeedup: round(first.seconds / again, 2),
      ...cost,
      syncIdleMb: idleMb,
      syncFirstPeakMb: firstMb,
      syncPeakMb: mostMb,
    },
    notes: [
      `First sync: ${first.created} resources and ${size.edges} edges in ${first.seconds.toFixed(1)} s, ${cost.syncFirstUs} us a resource; nothing changed: ${again.toFixed(1)} s, ${cost.syncQuietUs} us; ${changed.updated} changed: ${changed.seconds.toFixed(1)} s.`,
      `List everything, write everything (as Cartography does), without workflow, history, tenancy and foreign keys: ${cost.naiveFirstUs} us a resource the first time, ${cost.naiveAgainUs} us each time after.`,
      `The worker process: ${idleMb} MB before, at most ${firstMb} MB in the first sync, ${mostMb} MB in all of them.`,
    ],
    targets: [
      { figure: 'syncResourcesPerSecond', value: perSecond, atLeast: 3_000, unit: '/s' },
      { figure: 'resyncSpeedup', value: first.seconds / again, atLeast: 3, unit: '' },
    ],
  };
}
