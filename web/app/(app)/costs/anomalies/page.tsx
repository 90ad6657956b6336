import type { Metadata } from 'next';
import { AnomaliesView } from '@/components/costs/anomalies/anomalies-view.tsx';

export const metadata: Metadata = { title: 'Anomalies' };

export default function AnomaliesPage() {
  return <AnomaliesView />;
}
