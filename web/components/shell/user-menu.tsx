'use client';

import { ChevronsUpDown, ExternalLink, LogOut, Monitor, Moon, ScrollText, Settings, Sun } from 'lucide-react';
import Link from 'next/link';
import { useTheme } from 'next-themes';
import { signOutAction } from '@/app/(auth)/actions.ts';
import {
  Menu,
  MenuBody,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui/menu.tsx';
import { useApp } from '@/lib/app.tsx';
import { useMe } from '@/lib/queries.ts';

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();

export function UserMenu() {
  const { viewer } = useApp();
  const { data: me } = useMe();
  const { theme, setTheme } = useTheme();
  return (
    <Menu>
      <MenuTrigger
        className="flex h-10 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover"
        aria-label="Your account"
      >
        <span
          aria-hidden
          className="grid size-7 shrink-0 place-items-center rounded-full bg-selected font-medium text-xs"
        >
          {initials(viewer.user.name)}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate leading-4">{viewer.user.name}</span>
          <span className="block truncate text-muted text-xs leading-4">{me?.role ?? viewer.role}</span>
        </span>
        <ChevronsUpDown className="size-3.5 text-faint" aria-hidden />
      </MenuTrigger>
      <MenuBody align="start" className="w-56">
        <MenuLabel className="truncate">{viewer.user.email}</MenuLabel>
        <MenuSeparator />
        <MenuLabel>Colours</MenuLabel>
        <MenuRadioGroup value={theme} onValueChange={setTheme}>
          <MenuRadioItem value="light">
            <Sun /> Light
          </MenuRadioItem>
          <MenuRadioItem value="dark">
            <Moon /> Dark
          </MenuRadioItem>
          <MenuRadioItem value="system">
            <Monitor /> As the system
          </MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem asChild>
          <Link href="/settings">
            <Settings /> Your settings
          </Link>
        </MenuItem>
        {me?.role === 'admin' ? (
          <MenuItem asChild>
            <Link href="/audit">
              <ScrollText /> Audit log
            </Link>
          </MenuItem>
        ) : null}
        {me ? (
          <MenuItem asChild>
            <a href={me.temporalUiUrl} target="_blank" rel="noreferrer">
              <ExternalLink /> Temporal UI
            </a>
          </MenuItem>
        ) : null}
        <MenuItem onSelect={() => void signOutAction()}>
          <LogOut /> Sign out
        </MenuItem>
      </MenuBody>
    </Menu>
  );
}
