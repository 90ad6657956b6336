import type { Metadata } from 'next';
import { OverviewView } from '@/components/costs/overview-view.tsx';

export const metadata: Metadata = { title: 'Costs' };

export default function CostsPage() {
  return <OverviewView />;
}
