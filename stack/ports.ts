/**
 * One port for each name: the one it had last time when that is still free, else the well-known one, else the next
 * free one above it. So bookmarks survive restarts, and two checkouts can run side by side.
 */
import getPort, { clearLockedPorts, portNumbers } from 'get-port';
import { claimPort, releaseClaim } from './port-claims.ts';

export type Ports = Record<string, number>;

const reach = 500;

/** Given out in this process and not yet bound, or bound by a stack that still runs. */
const held = new Set<number>();

/**
 * @param wanted the well-known port of each name
 * @param kept what was chosen last time
 */
export async function assignPorts(wanted: Ports, kept: Ports = {}): Promise<Ports> {
  // get-port holds what it gave out for half a minute, also from a stack that has ended and wants its ports back.
  clearLockedPorts();
  const chosen: Ports = {};
  // What is kept goes first: a neighbour that moves must not land on it.
  const names = Object.keys(wanted).sort((a, b) => Number(b in kept) - Number(a in kept));
  for (const name of names) {
    const port = await onePort(wanted[name] ?? 0, kept[name]);
    chosen[name] = port;
    held.add(port);
  }
  return chosen;
}

/** Lets a later stack in this process have the ports of one that has ended. */
export function releasePorts(ports: Ports): void {
  for (const port of Object.values(ports)) {
    held.delete(port);
    releaseClaim(port);
  }
}

async function onePort(wellKnown: number, last: number | undefined): Promise<number> {
  const upTo = Math.min(wellKnown + reach, 65_535);
  const refused = new Set(held);
  for (;;) {
    const candidates = [...(last ? [last] : []), ...portNumbers(wellKnown, upTo)].filter((port) => !refused.has(port));
    const port = await getPort({ port: candidates, exclude: refused });
    if (claimPort(port)) return port;
    refused.add(port);
  }
}
