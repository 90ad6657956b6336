import type { Metadata } from 'next';
import { DeliveriesView } from '@/components/integrations/deliveries-view.tsx';

export const metadata: Metadata = { title: 'Deliveries' };

export default function DeliveriesPage() {
  return <DeliveriesView />;
}
