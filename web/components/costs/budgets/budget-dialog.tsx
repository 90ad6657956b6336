'use client';

import { type ReactNode, useState } from 'react';
import { v7 } from 'uuid';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Field, Input } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { Budget } from '@/lib/api-types.generated.ts';
import { useSaveBudget } from '@/lib/insight-queries.ts';
import { amountOf, thresholdsOf, thresholdsText } from '@/lib/insight-words.ts';
import { useMay, useProjectsWhere } from '@/lib/use-role.ts';

/** @param budget absent: a new one */
export function BudgetDialog({ budget, children }: { budget?: Budget; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody
        title={budget ? `Change ${budget.name}` : 'New budget'}
        description="What may be spent; nothing is stopped when it is met, people are told."
      >
        <Form budget={budget} close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

const everything = 'everything';
const periods = [
  { value: 'month', label: 'A month' },
  { value: 'quarter', label: 'A quarter' },
  { value: 'year', label: 'A year' },
] as const;

function Form({ budget, close }: { budget?: Budget; close: () => void }) {
  const save = useSaveBudget();
  const projects = useProjectsWhere('operator') ?? [];
  const all = useMay('operator');
  const [id] = useState(() => v7());
  const [name, setName] = useState(budget?.name ?? '');
  const [amount, setAmount] = useState(budget?.amount ?? '');
  const [currency, setCurrency] = useState(budget?.currency ?? 'USD');
  const [period, setPeriod] = useState<Budget['period']>(budget?.period ?? 'month');
  const [project, setProject] = useState(
    budget?.projectId ?? (all || budget ? everything : (projects[0]?.id ?? everything)),
  );
  const [service, setService] = useState(budget?.filter.service?.join(', ') ?? '');
  const [limits, setLimits] = useState(budget ? thresholdsText(budget.thresholds) : '80, 100, forecast 100');
  const exact = amountOf(amount);
  const thresholds = thresholdsOf(limits);
  const ready = name.trim() !== '' && exact !== null && thresholds !== null && /^[A-Z]{3}$/.test(currency);
  const submit = () => {
    if (!exact || !thresholds) return;
    const { service: _, ...rest } = budget?.filter ?? {};
    const services = service
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
    const changeable = {
      name: name.trim(),
      amount: exact,
      thresholds,
      filter: services.length > 0 ? { ...rest, service: services } : rest,
      projectId: project === everything ? null : project,
    };
    save.mutate(budget ? { id: budget.id, change: changeable } : { create: { id, currency, period, ...changeable } }, {
      onSuccess: close,
    });
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) submit();
      }}
    >
      <Field label="Name">
        {(props) => <Input {...props} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <div className="grid grid-cols-[minmax(0,1fr)_5rem_minmax(0,1fr)] items-start gap-3">
        <Field label="Amount" error={amount && exact === null ? 'A number above nothing.' : undefined}>
          {(props) => (
            <Input {...props} inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value)} />
          )}
        </Field>
        <Field label="Currency">
          {(props) => (
            <Input
              {...props}
              value={currency}
              maxLength={3}
              disabled={budget !== undefined}
              onChange={(event) => setCurrency(event.target.value.toUpperCase())}
            />
          )}
        </Field>
        <div className="grid gap-1">
          <span className="font-medium text-xs">Period</span>
          <Select
            label="Period"
            value={period}
            disabled={budget !== undefined}
            onChange={(value) => setPeriod(periods.find((one) => one.value === value)?.value ?? 'month')}
            options={periods}
          />
        </div>
      </div>
      <div className="grid gap-1">
        <span className="font-medium text-xs">Of</span>
        <Select
          label="Project"
          value={project}
          onChange={setProject}
          options={[
            ...(all ? [{ value: everything, label: 'All projects, and what belongs to none' }] : []),
            ...projects.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      </div>
      <Field label="Services (optional)" hint="By comma, as bills call them. Empty: all.">
        {(props) => <Input {...props} value={service} onChange={(event) => setService(event.target.value)} />}
      </Field>
      <Field
        label="Thresholds, in percent"
        error={thresholds === null ? 'Percents by comma, such as 80, 100, forecast 100.' : undefined}
        hint="By comma; “forecast 100” tells when the forecast meets it."
      >
        {(props) => <Input {...props} value={limits} onChange={(event) => setLimits(event.target.value)} />}
      </Field>
      {save.error ? <ProblemNotice error={save.error} /> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!ready || save.isPending}>
          {budget ? 'Save the budget' : 'Create the budget'}
        </Button>
      </DialogActions>
    </form>
  );
}
