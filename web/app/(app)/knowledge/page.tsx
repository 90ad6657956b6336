import type { Metadata } from 'next';
import { SearchView } from '@/components/knowledge/search-view.tsx';

export const metadata: Metadata = { title: 'Knowledge' };

export default function KnowledgePage() {
  return <SearchView />;
}
