/**
 * In front of everything that is not a file: refuses what another site caused, says what browsers may do with the
 * answer, and shows pages to people who are signed in.
 */
import { randomBytes } from 'node:crypto';
import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server';
import { auth } from './auth.ts';
import { safePath } from './lib/safe-path.ts';
import { publicApiUrl, webUrl } from './lib/server/env.ts';
import { isOwnRequest } from './lib/server/own-request.ts';
import { contentSecurityPolicy, noPagePolicy, securityHeaders } from './lib/server/page-headers.ts';

const temporalCodec = '/api/temporal-codec/';
const open = ['/sign-in', '/register'];

export async function proxy(request: NextRequest, event: NextFetchEvent): Promise<Response> {
  const addresses = { apiUrl: publicApiUrl(), webUrl: webUrl() };
  // Its route takes what comes from Temporal's page, and nothing else.
  if (request.nextUrl.pathname.startsWith(temporalCodec)) return withHeaders(NextResponse.next(), noPagePolicy);
  if (!isOwnRequest(request, addresses.webUrl)) return withHeaders(foreign(addresses.webUrl), noPagePolicy);
  if (request.nextUrl.pathname.startsWith('/api/')) return withHeaders(NextResponse.next(), noPagePolicy);
  const policy = contentSecurityPolicy(randomBytes(18).toString('base64url'), addresses);
  // Next reads the nonce from the policy in the request, and gives it to what it writes into the page.
  request.headers.set('content-security-policy', policy);
  return withHeaders(await page(request, event), policy);
}

/** Signed-out people sign in first, and come back to where they wanted to go. */
const checked = auth((request) => {
  const { pathname, search } = request.nextUrl;
  const signedIn = Boolean((request.auth as { viewer?: unknown } | null)?.viewer);
  const goOn = () => NextResponse.next({ request: { headers: request.headers } });
  // Whoever has the link may look at it, signed in or not.
  if (pathname.startsWith('/invite/')) return goOn();
  if (open.includes(pathname)) {
    if (!signedIn) return goOn();
    return NextResponse.redirect(new URL(safePath(request.nextUrl.searchParams.get('callbackUrl')), webUrl()));
  }
  if (signedIn) return goOn();
  const target = new URL('/sign-in', webUrl());
  if (pathname !== '/') target.searchParams.set('callbackUrl', pathname + search);
  return NextResponse.redirect(target);
});

/**
 * Auth.js writes the session cookie anew with every page. A page that is answered after the cookie got its next refresh
 * token (`/api/token`) would put the used one back, and the next renewal would end the sign-in as copied.
 */
async function page(request: NextRequest, event: NextFetchEvent): Promise<Response> {
  const response = (await checked(request, event as never)) as Response;
  response.headers.delete('set-cookie');
  return response;
}

function withHeaders(response: Response, policy: string): Response {
  const headers = { ...securityHeaders({ webUrl: webUrl() }), 'content-security-policy': policy };
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

const foreign = (ours: string) =>
  NextResponse.json(
    {
      code: 'forbidden',
      status: 403,
      detail: `This request does not come from a page of Aurora at ${new URL(ours).origin}, so nothing was done. Open Aurora there (WEB_URL) and try again.`,
    },
    { status: 403 },
  );

export const config = { matcher: ['/((?!_next/|monaco/|icon.svg|favicon.ico|robots.txt).*)'] };
