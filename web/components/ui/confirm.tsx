'use client';

import { type ReactNode, useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from './button.tsx';
import { Dialog, DialogActions, DialogBody, DialogClose, DialogTrigger } from './dialog.tsx';

type ConfirmProps = {
  /** The button that asks for it; without one, whoever shows it says when it is open. */
  children?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
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
export function Confirm(props: ConfirmProps) {
  const { children, title, description, action, keep = 'Keep it', mutation, onDone } = props;
  const [own, setOwn] = useState(false);
  const open = props.open ?? own;
  const setOpen = props.onOpenChange ?? setOwn;
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
      {children ? <DialogTrigger asChild>{children}</DialogTrigger> : null}
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
