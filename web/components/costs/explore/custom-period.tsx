'use client';

import { CalendarDays } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Popover, PopoverBody, PopoverTrigger } from '@/components/ui/popover.tsx';
import { type Period, periodText, rangeOf } from '@/lib/cost-period.ts';

/** Any two days; both are in it. */
export function CustomPeriod({ period, onChange }: { period: Period; onChange: (range: string) => void }) {
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState(period.from);
  const [to, setTo] = useState(period.to);
  const wrong = !from || !to || from > to;
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button>
          <CalendarDays /> {periodText(period)}
        </Button>
      </PopoverTrigger>
      <PopoverBody align="start">
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (wrong) return;
            setOpen(false);
            onChange(rangeOf({ from, to }));
          }}
        >
          <div className="grid grid-cols-2 gap-2">
            <Field label="First day">
              {(props) => (
                <Input {...props} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
              )}
            </Field>
            <Field label="Last day" error={from && to && from > to ? 'Before the first.' : undefined}>
              {(props) => <Input {...props} type="date" value={to} onChange={(event) => setTo(event.target.value)} />}
            </Field>
          </div>
          <p className="text-muted text-xs">Days are those of UTC, as bills have them.</p>
          <Button type="submit" look="primary" disabled={wrong}>
            Show these days
          </Button>
        </form>
      </PopoverBody>
    </Popover>
  );
}
