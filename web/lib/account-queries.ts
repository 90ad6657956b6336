'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import type { Account, BegunTwoSteps, RecoveryCodes, SignIn } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';

export function useAccount() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.account, queryFn: () => api<Account>('GET', '/me/account') });
}

export type Proof = { password: string } | { code: string };

/** Good for ten minutes, for what the API asks it for. */
export function useProveAgain() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (proof: Proof) => api('POST', '/me/step-up', proof),
    onSuccess: () => refresh(keys.account),
    gcTime: 0,
  });
}

export function useChangePassword() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (given: { current: string; password: string }) => api<{ ended: number }>('POST', '/me/password', given),
    onSuccess: () => refresh(keys.signIns),
    gcTime: 0,
  });
}

export function useBeginTwoSteps() {
  const { api } = useApp();
  // The secret must not stay in a cache behind a closed dialog.
  return useMutation({ mutationFn: () => api<BegunTwoSteps>('POST', '/me/totp'), gcTime: 0 });
}

export function useConfirmTwoSteps() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (code: string) => api<RecoveryCodes>('POST', '/me/totp/confirm', { code }),
    onSuccess: () => refresh(keys.account),
    gcTime: 0,
  });
}

export function useEndTwoSteps() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => api('DELETE', '/me/totp'), onSuccess: () => refresh(keys.account) });
}

export function useSignIns() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.signIns, queryFn: () => api<{ items: SignIn[] }>('GET', '/me/sign-ins') });
}

export function useEndSignIn(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/me/sign-ins/${id}`),
    onSuccess: () => refresh(keys.signIns),
  });
}

export function useEndOtherSignIns() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('POST', '/me/sign-ins/end-others'),
    onSuccess: () => refresh(keys.signIns),
  });
}
