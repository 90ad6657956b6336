import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { currentViewer } from '@/auth.ts';
import { OneHost } from '@/components/one-host.tsx';
import { Shell } from '@/components/shell/shell.tsx';
import { AppProvider } from '@/lib/app.tsx';
import { publicApiUrl, webUrl } from '@/lib/server/env.ts';

export default async function AppLayout({ children }: { children: ReactNode }) {
  const viewer = await currentViewer();
  // The proxy has seen to this already; it is checked where the data is handed out, too.
  if (!viewer) redirect('/sign-in');
  return (
    <AppProvider viewer={viewer} apiUrl={publicApiUrl()}>
      <OneHost webUrl={webUrl()} />
      <Shell>{children}</Shell>
    </AppProvider>
  );
}
