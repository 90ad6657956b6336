'use client';

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type {
  Document,
  DocumentDetails,
  DocumentText,
  KnowledgeIndexes,
  KnowledgeIngest,
  KnowledgeSource,
  KnowledgeSourceSettings,
  SearchAnswer,
} from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import type { DocumentState, SourceKind } from './knowledge-words.ts';
import { wordsFor } from './problem.ts';
import { useList, useRefresh } from './queries.ts';
import { saveFile } from './save-file.ts';
import type { KnowledgeProgress } from './types.ts';

/** The organisation's stream says when an ingest starts and ends; a slow look beside it costs nothing. */
export function useKnowledgeSources() {
  const { api } = useApp();
  return useQuery({
    queryKey: [...keys.knowledgeSources, 'list'],
    queryFn: () => api<{ items: KnowledgeSource[] }>('GET', '/knowledge/sources'),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ ingest, counts }) => ingest?.state === 'running' || counts.waiting > 0)
        ? 5_000
        : 60_000,
  });
}

/** What the stream told last of a source; null when nothing was heard since the page was opened. */
export function useKnowledgeProgress(sourceId: string): KnowledgeProgress | null {
  const { data } = useQuery<KnowledgeProgress | null>({
    queryKey: keys.knowledgeProgress(sourceId),
    queryFn: () => null,
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? null;
}

export type NewSource = {
  id: string;
  name: string;
  kind: SourceKind;
  settings: KnowledgeSourceSettings;
  intervalMinutes: number | null;
  credentials?: { username?: string; token: string };
};

export function useCreateSource() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (source: NewSource) => api<KnowledgeSource>('POST', '/knowledge/sources', source),
    onSuccess: () => refresh(keys.knowledgeSources),
  });
}

export type SourceChange = { name?: string; settings?: KnowledgeSourceSettings; intervalMinutes?: number | null };

export function useChangeSource(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (change: SourceChange) => api<KnowledgeSource>('PATCH', `/knowledge/sources/${id}`, change),
    onSuccess: () => refresh(keys.knowledgeSources),
    onError: (error) => toast.error('The source was not changed', { description: wordsFor(error).detail }),
  });
}

export function useArchiveSource(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/knowledge/sources/${id}`),
    onSuccess: () => refresh(keys.knowledgeSources, keys.documents),
  });
}

export function useReadSource(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('POST', `/knowledge/sources/${id}/sync`, { id: v7() }),
    onSuccess: () => refresh(keys.knowledgeSources),
    onError: (error) => toast.error('It is not being read', { description: wordsFor(error).detail }),
  });
}

export function useStopReading(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('POST', `/knowledge/sources/${id}/cancel`, {}),
    onSuccess: () => refresh(keys.knowledgeSources),
    onError: (error) => toast.error('It was not stopped', { description: wordsFor(error).detail }),
  });
}

export const useIngests = (sourceId: string) =>
  useList<KnowledgeIngest>(keys.knowledgeIngests(sourceId), `/knowledge/sources/${sourceId}/ingests`);

export type DocumentFilter = { sourceId?: string; state?: DocumentState; q?: string };

export const useDocuments = (filter: DocumentFilter) =>
  useList<Document>([...keys.documents, 'list', filter], '/knowledge/documents', filter, (documents) =>
    documents.some(({ state }) => state === 'waiting' || state === 'ingesting') ? 5_000 : false,
  );

export function useDocument(id: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.document(id),
    queryFn: () => api<DocumentDetails>('GET', `/knowledge/documents/${id}`),
  });
}

/** Which part of a document: at a passage, or from a place on. */
export type TextPlace = { chunk?: string; version?: number; start?: number };

/** Few enough characters to be drawn at once. */
const pieceLength = 60_000;

export function useDocumentText(id: string, place: TextPlace) {
  const { api } = useApp();
  const given = Object.entries({ ...place, length: pieceLength }).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return useQuery({
    queryKey: [...keys.document(id), 'text', search.toString()],
    queryFn: () => api<DocumentText>('GET', `/knowledge/documents/${id}/text?${search}`),
    placeholderData: keepPreviousData,
  });
}

export function useDownload(id: string) {
  const { api } = useApp();
  return useMutation({
    mutationFn: async ({ name, versionId }: { name: string; versionId?: string }) => {
      const search = versionId ? `?versionId=${versionId}` : '';
      saveFile(await api<Blob>('GET', `/knowledge/documents/${id}/original${search}`), name);
    },
    onError: (error) => toast.error('It was not downloaded', { description: wordsFor(error).detail }),
  });
}

export function useRetryDocument() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => api('POST', `/knowledge/documents/${id}/retry`, {}),
    onSuccess: () => refresh(keys.documents, keys.knowledgeSources),
    onError: (error) => toast.error('It is not read again', { description: wordsFor(error).detail }),
  });
}

export function useRemoveDocument(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/knowledge/documents/${id}`),
    onSuccess: () => refresh(keys.documents, keys.knowledgeSources),
  });
}

export function useKnowledgeIndexes() {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.knowledgeIndex,
    queryFn: () => api<KnowledgeIndexes>('GET', '/knowledge/indexes'),
    staleTime: 30_000,
  });
}

export type SearchWish = { q: string; weight: number; source: string | null };

export function useDocumentSearch({ q, weight, source }: SearchWish) {
  const { api } = useApp();
  const search = new URLSearchParams({ q: q.trim(), weight: String(weight), limit: '20' });
  if (source) search.set('source', source);
  return useQuery({
    queryKey: keys.knowledgeSearch(search.toString()),
    queryFn: ({ signal }) => api<SearchAnswer>('GET', `/knowledge/search?${search}`, undefined, signal),
    enabled: q.trim() !== '',
    placeholderData: keepPreviousData,
  });
}
