'use client';

import { Page } from '@/components/page.tsx';
import { useApp } from '@/lib/app.tsx';
import { roleWords } from '@/lib/role-words.ts';
import { useRole } from '@/lib/use-role.ts';
import { LinkedAccounts } from './linked-accounts.tsx';
import { MyNotices } from './my-notices.tsx';
import { PasswordSection } from './password.tsx';
import { SignIns } from './sign-ins.tsx';
import { Tokens } from './tokens.tsx';
import { TwoSteps } from './two-steps.tsx';

/** What is one's own: how one signs in and where, keys for scripts, what one is told, and who one is elsewhere. */
export function SettingsView() {
  const { viewer } = useApp();
  const { label, says } = roleWords[useRole()];
  return (
    <Page
      title="Your settings"
      note={`${viewer.user.name}, ${viewer.user.email}. ${label} of ${viewer.organisation.name}: ${says.charAt(0).toLowerCase()}${says.slice(1)}`}
    >
      <div className="grid max-w-4xl gap-8 pt-2 pb-8">
        <PasswordSection />
        <TwoSteps />
        <SignIns />
        <Tokens />
        <MyNotices />
        <LinkedAccounts />
      </div>
    </Page>
  );
}
