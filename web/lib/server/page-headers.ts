/** What a browser may do with our pages. docs/security.md says why each part is as it is. */

export type Addresses = { apiUrl: string; webUrl: string };

/** React gives server errors their stacks with eval, in development only. */
const evalInDevelopment = process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : '';

/**
 * Scripts run by nonce alone: those that Next writes, and what they load. Styles may be inline, because Monaco, sonner
 * and style attributes of charts cannot carry a nonce; nothing that a style could load leaves our own origin.
 */
export function contentSecurityPolicy(nonce: string, { apiUrl, webUrl }: Addresses): string {
  const api = new URL(apiUrl);
  const socket = `${api.protocol === 'https:' ? 'wss:' : 'ws:'}//${api.host}`;
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evalInDevelopment}`,
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ${api.origin} ${socket}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ...(webUrl.startsWith('https:') ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** The nonce of the request's own policy, as `proxy.ts` put it there. */
export const nonceIn = (policy: string | null): string | undefined => policy?.match(/'nonce-([^']+)'/)?.[1];

/** For answers that are no pages: data for scripts of ours. */
export const noPagePolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export function securityHeaders({ webUrl }: Pick<Addresses, 'webUrl'>): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': `${unused.map((feature) => `${feature}=()`).join(', ')}, clipboard-write=(self)`,
    // On plain HTTP it means nothing, and on localhost it would break other servers there.
    ...(webUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

const unused = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
];
