import type { Metadata } from 'next';
import { BillingAccountsView } from '@/components/billing/billing-accounts-view.tsx';

export const metadata: Metadata = { title: 'Billing accounts' };

export default function BillingAccountsPage() {
  return <BillingAccountsView />;
}
