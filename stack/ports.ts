/**
 * One port for each name: the one it had last time when that is still free, else the well-known one, else the next
 * free one above it. So bookmarks survive restarts, and two checkouts can run side by side.
 */
import getPort, { portNumbers } from 'get-port';

export type Ports = Record<string, number>;

const reach = 500;

/**
 * @param wanted the well-known port of each name
 * @param kept what was chosen last time
 */
export async function assignPorts(wanted: Ports, kept: Ports = {}): Promise<Ports> {
  const chosen: Ports = {};
  // What is kept goes first: a neighbour that moves must not land on it.
  const names = Object.keys(wanted).sort((a, b) => Number(b in kept) - Number(a in kept));
  for (const name of names) chosen[name] = await onePort(wanted[name] ?? 0, kept[name], Object.values(chosen));
  return chosen;
}

async function onePort(wellKnown: number, last: number | undefined, taken: number[]): Promise<number> {
  const upTo = Math.min(wellKnown + reach, 65_535);
  const candidates = [...(last ? [last] : []), ...portNumbers(wellKnown, upTo)].filter((port) => !taken.includes(port));
  // `reserve`: parts bind their port seconds later, and get-port forgets what it gave out after 15.
  return getPort({ port: candidates, exclude: taken, reserve: true });
}
