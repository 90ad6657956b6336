/** By getRandomValues: pages on plain http, where a browser has no randomUUID, have ids too. */
export const newRequestId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
