import type { Metadata } from 'next';
import { SourcesView } from '@/components/knowledge/sources-view.tsx';

export const metadata: Metadata = { title: 'Sources of documents' };

export default function SourcesPage() {
  return <SourcesView />;
}
