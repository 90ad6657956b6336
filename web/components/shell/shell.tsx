'use client';

import { Menu, Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { Logo } from '@/components/logo.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Drawer } from '@/components/ui/drawer.tsx';
import { useNotices } from '@/lib/use-notices.ts';
import { Palette } from './palette.tsx';
import { Sidebar } from './sidebar.tsx';

export function Shell({ children }: { children: ReactNode }) {
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  const path = usePathname();
  // Here, since the sidebar is there twice.
  const notices = useNotices();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the drawer
  useEffect(() => setDrawer(false), [path]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setPalette((open) => !open);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const openPalette = () => {
    setDrawer(false);
    setPalette(true);
  };
  return (
    <div className="grid h-dvh grid-rows-[auto_minmax(0,1fr)] md:grid-cols-[15.500rem_minmax(0,1fr)] md:grid-rows-1">
      <a
        href="#content"
        className="-translate-y-20 fixed top-2 left-2 z-50 rounded bg-primary px-3 py-1.5 text-on-primary focus:translate-y-0"
      >
        Skip to the content
      </a>
      <header className="flex h-12 items-center gap-2 border-border border-b bg-background px-2 md:hidden">
        <Button look="quiet" size="icon" aria-label="Open the menu" onClick={() => setDrawer(true)}>
          <Menu />
        </Button>
        <Link href="/" className="flex items-center gap-2 font-semibold">
          <Logo className="size-5" />
          Aurora
        </Link>
        <Button look="quiet" size="icon" className="ml-auto" aria-label="Search and commands" onClick={openPalette}>
          <Search />
        </Button>
      </header>
      <aside className="hidden min-h-0 border-border border-r bg-sunken md:block">
        <Sidebar onPalette={openPalette} notices={notices} />
      </aside>
      <main id="content" className="min-h-0 min-w-0" tabIndex={-1}>
        {children}
      </main>
      <Drawer open={drawer} onOpenChange={setDrawer} title="Menu">
        <Sidebar onPalette={openPalette} notices={notices} />
      </Drawer>
      <Palette open={palette} onOpenChange={setPalette} />
    </div>
  );
}
