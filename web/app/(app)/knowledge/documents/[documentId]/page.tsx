import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DocumentView } from '@/components/knowledge/document-view.tsx';
import { isId } from '@/lib/ids.ts';

export const metadata: Metadata = { title: 'Document' };

export default async function DocumentPage({ params }: { params: Promise<{ documentId: string }> }) {
  const { documentId } = await params;
  if (!isId(documentId)) notFound();
  return <DocumentView key={documentId} id={documentId} />;
}
