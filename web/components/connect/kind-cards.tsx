'use client';

import Link from 'next/link';
import { connectWords, credentialKinds } from '@/lib/connect-words.ts';
import { connectionWords } from '@/lib/estate-words.ts';

/** Everything that can be connected, each with what it means. */
export const KindCards = () => (
  <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
    {credentialKinds.map((kind) => {
      const { label, says, provider } = connectWords[kind];
      return (
        <li key={kind} className="panel relative p-3 hover:bg-hover">
          <p className="text-muted text-xs">{connectionWords[provider]}</p>
          <Link href={`/accounts/connect?kind=${kind}`} className="font-medium after:absolute after:inset-0">
            {label}
          </Link>
          <p className="mt-1 text-muted text-sm">{says}</p>
        </li>
      );
    })}
  </ul>
);
