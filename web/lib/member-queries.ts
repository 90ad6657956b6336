'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { v7 } from 'uuid';
import type { CreatedInvitation, Invitation, Member } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';
import type { Role } from './types.ts';

export function useMembers() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.members, queryFn: () => api<{ items: Member[] }>('GET', '/members') });
}

export function useUpdateMember(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (change: { role?: Role; active?: boolean }) => api<Member>('PATCH', `/members/${id}`, change),
    onSuccess: () => refresh(keys.members),
  });
}

type Invitations = { items: Invitation[]; sendsMail: boolean };

/** For admins. */
export function useInvitations() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.invitations, queryFn: () => api<Invitations>('GET', '/invitations') });
}

export function useInvite() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (wish: { email: string; role: Role }) => api<CreatedInvitation>('POST', '/invitations', wish),
    onSuccess: () => refresh(keys.invitations),
    // The link lets somebody in: it must not stay in a cache behind a closed dialog.
    gcTime: 0,
  });
}

export function useMailInvitation(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('POST', `/invitations/${id}/mail`, { id: v7() }),
    onSuccess: () => refresh(keys.invitations),
  });
}

export function useRevokeInvitation(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/invitations/${id}`),
    onSuccess: () => refresh(keys.invitations),
  });
}
