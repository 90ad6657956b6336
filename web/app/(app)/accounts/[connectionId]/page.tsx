import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AccountView } from '@/components/accounts/account-view.tsx';
import { isId } from '@/lib/ids.ts';

export const metadata: Metadata = { title: 'Account' };

export default async function AccountPage({ params }: { params: Promise<{ connectionId: string }> }) {
  const { connectionId } = await params;
  if (!isId(connectionId)) notFound();
  return <AccountView key={connectionId} connectionId={connectionId} />;
}
