import type { Metadata } from 'next';
import { AccountsView } from '@/components/accounts/accounts-view.tsx';

export const metadata: Metadata = { title: 'Accounts' };

export default function AccountsPage() {
  return <AccountsView />;
}
