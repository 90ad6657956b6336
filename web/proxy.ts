import { type NextRequest, NextResponse } from 'next/server';
import { auth } from './auth.ts';
import { safePath } from './lib/safe-path.ts';
import { webUrl } from './lib/server/env.ts';

const open = ['/sign-in', '/register'];
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The API accepts one Origin. Someone who opens `localhost` where the stack says `127.0.0.1` would get a
 * page on which every call fails, so the page moves to the name that works.
 */
function onOtherLoopbackName(request: NextRequest): URL | null {
  const wanted = new URL(webUrl());
  const host = request.headers.get('host') ?? '';
  const name = host.replace(/:\d+$/, '');
  if (host === wanted.host || !loopback.includes(name) || !loopback.includes(wanted.hostname)) return null;
  return new URL(request.nextUrl.pathname + request.nextUrl.search, wanted);
}

const guarded = auth((request) => {
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

export function proxy(request: NextRequest) {
  const elsewhere = onOtherLoopbackName(request);
  if (elsewhere) return NextResponse.redirect(elsewhere);
  return guarded(request, { params: Promise.resolve({}) });
}

export const config = { matcher: ['/((?!api/|_next/|monaco/|icon.svg|favicon.ico|robots.txt).*)'] };
