'use client';

import { ArrowUp, CircleStop, LoaderCircle } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Delivery } from '@/lib/types.ts';

const deliveries = [
  { value: 'queue', label: 'After this turn' },
  { value: 'steer', label: 'At its next step' },
  { value: 'interrupt', label: 'Interrupt it' },
] as const;

type ComposerProps = {
  onSend: (text: string, delivery: Delivery) => void;
  onStop?: () => void;
  /** A turn runs: what is sent now can wait, join or interrupt. */
  busy: boolean;
  stopping?: boolean;
  /** Why nothing can be written here, in words. */
  off?: string | null;
  sending?: boolean;
  placeholder: string;
  /** Text put in from outside, such as an example. */
  draft?: string;
  children?: ReactNode;
};

export function Composer({
  onSend,
  onStop,
  busy,
  stopping,
  off,
  sending,
  placeholder,
  draft,
  children,
}: ComposerProps) {
  const [text, setText] = useState(draft ?? '');
  const [delivery, setDelivery] = useState<Delivery>('queue');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (draft === undefined) return;
    setText(draft);
    box.current?.focus();
  }, [draft]);
  useEffect(() => {
    // Writing is what the page is for; on a phone it would open the keyboard over what there is to read.
    if (window.matchMedia('(pointer: fine)').matches) box.current?.focus();
  }, []);
  const send = () => {
    const trimmed = text.trim();
    if (!trimmed || off || sending) return;
    onSend(trimmed, busy ? delivery : 'queue');
    setText('');
    // An interruption is chosen each time, never left over from the last.
    setDelivery('queue');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="rounded-lg border border-strong-border bg-surface focus-within:border-ring focus-within:ring-1 focus-within:ring-ring"
    >
      <textarea
        ref={box}
        data-testid="composer"
        aria-label="Message"
        rows={1}
        value={text}
        maxLength={32_000}
        disabled={Boolean(off)}
        placeholder={off ?? placeholder}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-60 min-h-11 w-full resize-none bg-transparent px-3 pt-2.5 pb-1 leading-relaxed outline-none placeholder:text-faint disabled:cursor-not-allowed"
      />
      <div className="flex flex-wrap items-center gap-2 px-2 pb-2">
        {busy ? (
          <Select
            label="When the message reaches the agent"
            value={delivery}
            onChange={(value) => setDelivery(value as Delivery)}
            options={deliveries}
            className="h-7 text-xs"
          />
        ) : null}
        {children}
        <span className="ml-auto hidden items-center gap-1 text-faint text-xs sm:inline-flex">
          <Kbd>Enter</Kbd> sends, <Kbd>Shift Enter</Kbd> new line
        </span>
        <span className="ml-auto flex items-center gap-2 sm:ml-0">
          {busy && onStop ? (
            <Button size="sm" onClick={onStop} disabled={stopping} data-testid="stop">
              {stopping ? <LoaderCircle className="animate-spin" /> : <CircleStop />}
              {stopping ? 'Stopping' : 'Stop'}
            </Button>
          ) : null}
          <Button
            type="submit"
            look="primary"
            size="iconSm"
            aria-label="Send"
            data-testid="send"
            disabled={!text.trim() || Boolean(off) || sending}
          >
            {sending ? <LoaderCircle className="animate-spin" /> : <ArrowUp />}
          </Button>
        </span>
      </div>
    </form>
  );
}
