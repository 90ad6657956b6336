import type { Metadata } from 'next';
import { MemoryView } from '@/components/knowledge/memory-view.tsx';

export const metadata: Metadata = { title: 'Team memory' };

export default function MemoryPage() {
  return <MemoryView />;
}
