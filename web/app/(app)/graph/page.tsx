import type { Metadata } from 'next';
import { GraphPageView } from '@/components/graph/graph-page-view.tsx';

export const metadata: Metadata = { title: 'Graph' };

export default function GraphPage() {
  return <GraphPageView />;
}
