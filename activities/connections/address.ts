/** Whether an address that people typed may be reached from Aurora's network: what `fetch` is judged by, for the rest. */
import type { Config } from '../../platform/config.ts';
import { AuroraError } from '../../platform/errors.ts';
import { outboundAddress } from '../../platform/outbound.ts';
import { errorName } from '../inventory/cloud-failures.ts';
import { Found, failed } from './looking.ts';

export type Place = { host: string; port: number };

/**
 * @returns the address to connect to: a name may lead elsewhere a moment later
 * @throws Found for a name that is none, and for private addresses that nobody allowed
 */
export async function allowedAddress(place: Place, config: Pick<Config, 'OUTBOUND_HOSTS'>): Promise<string> {
  const { host, port } = place;
  try {
    return await outboundAddress(place, config.OUTBOUND_HOSTS);
  } catch (error) {
    if (error instanceof AuroraError)
      throw new Found(
        failed(
          `${host} is a private address, and Aurora does not connect to those for people.`,
          `Whoever runs Aurora can allow it: add ${host}:${port} to OUTBOUND_HOSTS.`,
        ),
      );
    if (errorName(error) === 'EAI_AGAIN') throw noDns(host);
    throw new Found(failed(`There is no host ${host}.`, 'Check the name, and that it is in a DNS that Aurora uses.'));
  }
}

const noDns = (host: string) =>
  new AuroraError({
    code: 'cloud_failed',
    retryable: true,
    userMessage: `The address of ${host} could not be looked up. It is tried again.`,
  });
