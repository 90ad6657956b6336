/**
 * What the web server reads from its environment, at run time: ports move between starts, so nothing
 * may be fixed when Next builds.
 */
const withoutSlash = (url: string) => url.replace(/\/+$/, '');

/** As browsers reach the API. */
export const publicApiUrl = () => withoutSlash(process.env.API_URL || 'http://127.0.0.1:5080');

/** As this server reaches it: another name inside a container network. */
export const internalApiUrl = () => withoutSlash(process.env.API_INTERNAL_URL || publicApiUrl());

export const webUrl = () => withoutSlash(process.env.AUTH_URL || process.env.WEB_URL || 'http://127.0.0.1:3000');

/** The only other origin that may use the codec. */
export const temporalUiUrl = () => withoutSlash(process.env.TEMPORAL_UI_URL || 'http://127.0.0.1:8233');

export const isSecure = () => webUrl().startsWith('https:');

/** As long as the API lets a sign-in last. */
export const sessionSeconds = 30 * 24 * 60 * 60;

/**
 * Browsers share cookies between the ports of one host. With the port in the name, two checkouts on one
 * machine do not sign each other out.
 */
export function sessionCookieName(): string {
  const { port } = new URL(webUrl());
  return `${isSecure() ? '__Secure-' : ''}aurora-session${port ? `-${port}` : ''}`;
}
