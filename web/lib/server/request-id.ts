import { headers } from 'next/headers';

const sane = /^[0-9A-Za-z_.-]{8,64}$/;

/** The id of the request that is being answered: the browser's own where it sent one, which the API then keeps. */
export async function requestIdOf(): Promise<string> {
  const given = (await headers()).get('x-request-id');
  return given && sane.test(given) ? given : crypto.randomUUID();
}
