'use client';

import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { Approval, Run } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { ApiProblem, wordsFor } from './problem.ts';
import { useRefresh } from './queries.ts';

const asksForProof = (error: unknown) => error instanceof ApiProblem && error.code === 'step_up_required';

export type Given = { decision: 'approve' | 'reject'; comment: string };

/**
 * Sends a decision with the digest of the plan that is on the page: if the run has another plan by then,
 * the API refuses. A repeat of one that got lost on the way carries the same id.
 */
export function useDecision(run: Run) {
  const { api } = useApp();
  const refresh = useRefresh();
  const mutation = useMutation({
    mutationFn: ({ decision, comment }: Given) => {
      const text = comment.trim();
      const body = { id: v7(), decision, planSha256: run.planSha256, ...(text ? { comment: text } : {}) };
      return api<Approval>('POST', `/runs/${run.id}/approvals`, body);
    },
    retry: 0,
    onError: (error) =>
      asksForProof(error) || toast.error(wordsFor(error).title, { description: wordsFor(error).detail }),
    onSettled: () => refresh(keys.run(run.id)),
  });
  const mine = run.approvals.find((one) => one.id === mutation.data?.id);
  // Between the answer of the API and the verdict of the workflow.
  const checking =
    mutation.isPending || (mutation.isSuccess && (mine?.counted ?? null) === null && run.state === 'awaiting_approval');
  return {
    decide: mutation.mutate,
    /** Whether the API asks for a proof first: what was given then is `variables`. */
    unproven: asksForProof(mutation.error) ? (mutation.variables ?? null) : null,
    forget: mutation.reset,
    checking,
    refused: mine?.counted === false ? mine.refusal : null,
  };
}
