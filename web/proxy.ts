import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server';
import { auth } from './auth.ts';
import { safePath } from './lib/safe-path.ts';
import { webUrl } from './lib/server/env.ts';

const open = ['/sign-in', '/register'];

/** Signed-out people sign in first, and come back to where they wanted to go. */
const checked = auth((request) => {
  const { pathname, search } = request.nextUrl;
  const signedIn = Boolean((request.auth as { viewer?: unknown } | null)?.viewer);
  if (open.includes(pathname)) {
    if (!signedIn) return NextResponse.next();
    return NextResponse.redirect(new URL(safePath(request.nextUrl.searchParams.get('callbackUrl')), webUrl()));
  }
  if (signedIn) return NextResponse.next();
  const target = new URL('/sign-in', webUrl());
  if (pathname !== '/') target.searchParams.set('callbackUrl', pathname + search);
  return NextResponse.redirect(target);
});

/**
 * Auth.js writes the session cookie anew with every page. A page that is answered after the cookie got its next refresh
 * token (`/api/token`) would put the used one back, and the next renewal would end the sign-in as copied.
 */
export async function proxy(request: NextRequest, event: NextFetchEvent): Promise<Response> {
  const response = (await checked(request, event as never)) as Response;
  response.headers.delete('set-cookie');
  return response;
}

export const config = { matcher: ['/((?!api/|_next/|monaco/|icon.svg|favicon.ico|robots.txt).*)'] };
