'use client';

import { Pencil, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Confirm } from '@/components/ui/confirm.tsx';
import { Dialog, DialogActions, DialogBody, DialogTrigger } from '@/components/ui/dialog.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { NoticeChannel, NoticeRule } from '@/lib/api-types.generated.ts';
import { useDeleteRule, useSaveRule } from '@/lib/notice-queries.ts';
import { kindsText, ruleKinds } from '@/lib/notice-words.ts';
import { useProjects } from '@/lib/queries.ts';
import { capital } from '@/lib/run-words.ts';
import { KindsPicker } from './kinds-picker.tsx';

/** What a channel tells of, and of which projects. */
export function ChannelRules({ channel, admin }: { channel: NoticeChannel; admin: boolean }) {
  const { id, name, rules } = channel;
  return (
    <section aria-label={`Rules of ${name}`} className="grid gap-1.5 border-border border-t pt-2">
      {rules.length === 0 ? <p className="text-warn text-xs">It has no rule, so nothing is sent there.</p> : null}
      <ul className="grid gap-1 empty:hidden">
        {rules.map((rule) => (
          <Rule key={rule.id} rule={rule} channelId={id} admin={admin} />
        ))}
      </ul>
      {admin ? (
        <div>
          <RuleDialog channelId={id}>
            <Button size="sm" look="quiet" className="-ml-2" aria-label={`Add a rule to ${name}`}>
              <Plus /> Add a rule
            </Button>
          </RuleDialog>
        </div>
      ) : null}
    </section>
  );
}

const everyProject = 'every';

function Rule({ rule, channelId, admin }: { rule: NoticeRule; channelId: string; admin: boolean }) {
  const { id, kinds, projectId, enabled } = rule;
  const remove = useDeleteRule(id);
  const projects = useProjects().items ?? [];
  const project = projects.find((one) => one.id === projectId)?.name ?? 'one project';
  return (
    <li data-testid="rule" className="flex items-center gap-2 text-sm">
      <span className="min-w-0 flex-1">
        {capital(kindsText(kinds))}
        <span className="text-muted">, {projectId === null ? 'of all projects' : `of ${project}`}</span>{' '}
        {enabled ? null : <Badge>Paused</Badge>}
      </span>
      {admin ? (
        <span className="flex shrink-0">
          <RuleDialog channelId={channelId} rule={rule}>
            <Button size="iconSm" look="quiet" aria-label={`Change the rule for ${kindsText(kinds)}`}>
              <Pencil />
            </Button>
          </RuleDialog>
          <Confirm
            title="Remove the rule?"
            description={`The channel no longer tells of: ${kindsText(kinds)}.`}
            action="Remove the rule"
            mutation={remove}
          >
            <Button size="iconSm" look="quiet" aria-label={`Remove the rule for ${kindsText(kinds)}`}>
              <Trash2 />
            </Button>
          </Confirm>
        </span>
      ) : null}
    </li>
  );
}

type RuleDialogProps = { channelId: string; rule?: NoticeRule; children: ReactNode };

function RuleDialog({ channelId, rule, children }: RuleDialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogBody title={rule ? 'Change the rule' : 'New rule'} className="max-w-lg">
        <RuleForm channelId={channelId} rule={rule} close={() => setOpen(false)} />
      </DialogBody>
    </Dialog>
  );
}

type RuleFormProps = { channelId: string; rule?: NoticeRule; close: () => void };

function RuleForm({ channelId, rule, close }: RuleFormProps) {
  const save = useSaveRule(channelId, rule);
  const projects = useProjects().items ?? [];
  const [kinds, setKinds] = useState(rule?.kinds ?? ruleKinds);
  const [project, setProject] = useState(rule?.projectId ?? everyProject);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const wish = { kinds, projectId: project === everyProject ? null : project };
        save.mutate(wish, { onSuccess: close });
      }}
    >
      <KindsPicker chosen={kinds} onChange={setKinds} />
      <div className="grid gap-1">
        <span className="font-medium text-xs">Of</span>
        <Select
          label="Of which project"
          value={project}
          onChange={setProject}
          options={[
            { value: everyProject, label: 'All projects, and what belongs to none' },
            ...projects.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      </div>
      {save.error ? <ProblemNotice error={save.error} /> : null}
      <DialogActions>
        {rule ? (
          <Button
            className="mr-auto"
            onClick={() => save.mutate({ enabled: !rule.enabled }, { onSuccess: close })}
            disabled={save.isPending}
          >
            {rule.enabled ? 'Pause it' : 'Resume it'}
          </Button>
        ) : null}
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" disabled={kinds.length === 0 || save.isPending}>
          Save the rule
        </Button>
      </DialogActions>
    </form>
  );
}
