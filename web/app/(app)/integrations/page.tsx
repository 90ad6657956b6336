import type { Metadata } from 'next';
import { PlacesView } from '@/components/integrations/places-view.tsx';

export const metadata: Metadata = { title: 'Integrations' };

export default function IntegrationsPage() {
  return <PlacesView />;
}
