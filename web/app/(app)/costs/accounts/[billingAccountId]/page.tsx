import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BillingAccountView } from '@/components/billing/billing-account-view.tsx';
import { isId } from '@/lib/ids.ts';

export const metadata: Metadata = { title: 'Billing account' };

export default async function BillingAccountPage({ params }: { params: Promise<{ billingAccountId: string }> }) {
  const { billingAccountId } = await params;
  if (!isId(billingAccountId)) notFound();
  return <BillingAccountView key={billingAccountId} id={billingAccountId} />;
}
