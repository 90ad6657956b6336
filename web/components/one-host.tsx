'use client';

import { useEffect } from 'react';
import { onOneHost } from '@/lib/one-host.ts';

/**
 * The API accepts one Origin. Someone who opens `localhost` where the configuration says `127.0.0.1` would
 * get a page on which every call fails, so the page moves to the name that works. Done here and not in the
 * proxy, because Next takes both names for one and redirects to where the browser is already.
 */
export function OneHost({ webUrl }: { webUrl: string }) {
  useEffect(() => {
    const elsewhere = onOneHost(window.location.href, webUrl);
    if (elsewhere) window.location.replace(elsewhere);
  }, [webUrl]);
  return null;
}
