import type { Metadata } from 'next';
import { ExploreView } from '@/components/costs/explore/explore-view.tsx';

export const metadata: Metadata = { title: 'Explore costs' };

export default function ExploreCostsPage() {
  return <ExploreView />;
}
