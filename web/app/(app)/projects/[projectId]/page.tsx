import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ProjectView } from '@/components/project/project-view.tsx';
import { isId } from '@/lib/ids.ts';

export const metadata: Metadata = { title: 'Project' };

export default async function ProjectPage({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  if (!isId(projectId)) notFound();
  return <ProjectView key={projectId} projectId={projectId} />;
}
