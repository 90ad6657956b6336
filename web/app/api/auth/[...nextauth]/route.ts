import type { NextRequest } from 'next/server';
import { handlers } from '@/auth.ts';

export const { POST } = handlers;

/** Reading the session writes no cookie: it could put back a refresh token that was used meanwhile (see `proxy.ts`). */
export async function GET(request: NextRequest): Promise<Response> {
  const response = await handlers.GET(request);
  if (request.nextUrl.pathname.endsWith('/session')) response.headers.delete('set-cookie');
  return response;
}
