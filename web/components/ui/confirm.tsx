'use client';

import { type ReactNode, useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from './button.tsx';
import { Dialog, DialogActions, DialogBody, DialogClose, DialogTrigger } from './dialog.tsx';

type ConfirmProps = {
  /** The button that asks for it. */
  children: ReactNode;
  title: string;
  /** What it means for people, and what stays. */
  description: ReactNode;
  action: string;
  keep?: string;
  mutation: {
    mutate: (nothing: undefined, options: { onSuccess: () => void }) => void;
    isPending: boolean;
    error: unknown;
    reset: () => void;
  };
  onDone?: () => void;
};

/** Asks before something goes. It stays open until the API has said yes, and says why when it says no. */
export function Confirm({ children, title, description, action, keep = 'Keep it', mutation, onDone }: ConfirmProps) {
  const [open, setOpen] = useState(false);
  const done = () => {
    setOpen(false);
    onDone?.();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (next) mutation.reset();
        setOpen(next);
      }}
    >
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody title={title} description={description}>
        {mutation.error ? <ProblemNotice error={mutation.error} /> : null}
        <DialogActions>
          <DialogClose asChild>
            <Button>{keep}</Button>
          </DialogClose>
          <Button
            look="danger"
            disabled={mutation.isPending}
            onClick={() => mutation.mutate(undefined, { onSuccess: done })}
          >
            {action}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}
