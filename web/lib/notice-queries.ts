'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type {
  Delivery,
  NoticeChannel,
  NoticeChannelCreated,
  NoticeRule,
  PersonalNoticeRules,
  SigningSecretRotated,
  TestNotice,
} from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import type { ChannelKind, DeliveryState, Way } from './notice-words.ts';
import { type RuleStep, stepsTo } from './personal-rules.ts';
import { wordsFor } from './problem.ts';
import { useList, useRefresh } from './queries.ts';
import type { NoticeKind } from './types.ts';

export function useChannels() {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.channels,
    queryFn: () => api<{ items: NoticeChannel[] }>('GET', '/notice-channels'),
  });
}

export type NewChannel = {
  id: string;
  kind: ChannelKind;
  name: string;
  settings: NoticeChannel['settings'];
  kinds?: NoticeKind[];
};

export function useCreateChannel() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (channel: NewChannel) => api<NoticeChannelCreated>('POST', '/notice-channels', channel),
    onSuccess: () => refresh(keys.channels),
    gcTime: 0,
  });
}

export function useChangeChannel(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (change: { name?: string; enabled?: boolean; settings?: NoticeChannel['settings'] }) =>
      api<NoticeChannel>('PATCH', `/notice-channels/${id}`, change),
    onSuccess: () => refresh(keys.channels),
    onError: (error) => toast.error('The channel was not changed', { description: wordsFor(error).detail }),
  });
}

export function useArchiveChannel(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/notice-channels/${id}`),
    onSuccess: () => refresh(keys.channels),
  });
}

export function useTestChannel(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<TestNotice>('POST', `/notice-channels/${id}/test`, {}),
    onSuccess: () => refresh(keys.deliveries),
    onError: (error) => toast.error('The test was not sent', { description: wordsFor(error).detail }),
  });
}

export function useRotateSecret(id: string) {
  const { api } = useApp();
  return useMutation({
    mutationFn: () => api<SigningSecretRotated>('POST', `/notice-channels/${id}/rotate-secret`, {}),
    gcTime: 0,
  });
}

export type RuleWish = { kinds: NoticeKind[]; projectId: string | null };

/** @param rule absent: a new one of the channel */
export function useSaveRule(channelId: string, rule?: NoticeRule) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (wish: Partial<RuleWish> & { enabled?: boolean }) =>
      rule
        ? api<NoticeRule>('PATCH', `/notice-rules/${rule.id}`, wish)
        : api<NoticeRule>('POST', `/notice-channels/${channelId}/rules`, { id: v7(), ...wish }),
    onSuccess: () => refresh(keys.channels),
  });
}

export function useDeleteRule(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/notice-rules/${id}`),
    onSuccess: () => refresh(keys.channels),
  });
}

export type DeliveryFilter = { state?: DeliveryState; channelId?: string };

/** Newest first; the organisation's stream says when one has changed. */
export const useDeliveries = (filter: DeliveryFilter) =>
  useList<Delivery>([...keys.deliveries, 'list', filter], '/deliveries', filter);

export function useDelivery(id: string) {
  const { api } = useApp();
  return useQuery({ queryKey: keys.delivery(id), queryFn: () => api<Delivery>('GET', `/deliveries/${id}`) });
}

export function useResend(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('POST', `/deliveries/${id}/resend`, {}),
    onSuccess: () => refresh(keys.deliveries, keys.channels),
    onError: (error) => toast.error('It was not sent again', { description: wordsFor(error).detail }),
  });
}

export function useMyRules() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.myRules, queryFn: () => api<PersonalNoticeRules>('GET', '/me/notice-rules') });
}

/** Sets one place of the table of kinds and ways, with as many calls as that takes. */
export function useTellMe() {
  const { api } = useApp();
  const refresh = useRefresh();
  const take = (step: RuleStep) => {
    if (step.do === 'create') {
      const { way, kinds } = step;
      return api('POST', '/me/notice-rules', { id: v7(), way, kinds });
    }
    if (step.do === 'change') return api('PATCH', `/me/notice-rules/${step.id}`, { kinds: step.kinds });
    return api('DELETE', `/me/notice-rules/${step.id}`);
  };
  return useMutation({
    mutationFn: async (wish: { told: boolean; rules: PersonalNoticeRules['items']; way: Way; kind: NoticeKind }) => {
      for (const step of stepsTo(wish.told, wish.rules, wish.way, wish.kind)) await take(step);
    },
    onSettled: () => refresh(keys.myRules),
    onError: (error) => toast.error('It was not changed', { description: wordsFor(error).detail }),
  });
}

export function useRemoveMyRule() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => api('DELETE', `/me/notice-rules/${id}`),
    onSuccess: () => refresh(keys.myRules),
    onError: (error) => toast.error('It was not removed', { description: wordsFor(error).detail }),
  });
}
