/**
 * How a request to OVHcloud is signed: `$1$` + SHA-1 of secret, consumer key, method, URL, body and time, joined by `+`.
 * https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api
 */
import { createHash } from 'node:crypto';

export type OvhKeys = { application_key: string; application_secret: string; consumer_key: string };

/** @param time seconds of OVHcloud's clock: a signature that is off by more than a few minutes is refused */
export function signedHeaders(keys: OvhKeys, url: string, time: number, method = 'GET', body = '') {
  const text = [keys.application_secret, keys.consumer_key, method, url, body, String(time)].join('+');
  return {
    'x-ovh-application': keys.application_key,
    'x-ovh-consumer': keys.consumer_key,
    'x-ovh-timestamp': String(time),
    'x-ovh-signature': `$1$${createHash('sha1').update(text).digest('hex')}`,
  };
}
