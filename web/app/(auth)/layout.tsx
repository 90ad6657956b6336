import type { ReactNode } from 'react';
import { Logo } from '@/components/logo.tsx';
import { OneHost } from '@/components/one-host.tsx';
import { webUrl } from '@/lib/server/env.ts';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="h-full overflow-y-auto">
      <OneHost webUrl={webUrl()} />
      <div className="mx-auto flex min-h-full w-full max-w-sm flex-col justify-center gap-6 px-4 py-10">
        <div className="flex items-center gap-2.5">
          <Logo className="size-8" />
          <div>
            <p className="font-semibold text-lg leading-6">Aurora</p>
            <p className="text-muted text-xs">Cloud infrastructure by conversation</p>
          </div>
        </div>
        {children}
      </div>
    </main>
  );
}
