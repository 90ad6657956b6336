import type { Metadata } from 'next';
import { DocumentsView } from '@/components/knowledge/documents-view.tsx';

export const metadata: Metadata = { title: 'Documents' };

export default function DocumentsPage() {
  return <DocumentsView />;
}
