import type { Metadata } from 'next';
import { MemoryView } from '@/components/knowledge/memory-view.tsx';

export const metadata: Metadata = { title: 'Team memory' };

export default function NotesPage() {
  return <MemoryView />;
}
