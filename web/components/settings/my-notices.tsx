'use client';

import { Trash2 } from 'lucide-react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Section } from '@/components/section.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { PersonalNoticeRules } from '@/lib/api-types.generated.ts';
import { useMyRules, useRemoveMyRule, useTellMe } from '@/lib/notice-queries.ts';
import { kindsText, noticeWords, ruleKinds, wayWords } from '@/lib/notice-words.ts';
import { isTold } from '@/lib/personal-rules.ts';
import { useProjects } from '@/lib/queries.ts';

/** What reaches this person alone: a table of kinds and ways. */
export function MyNotices() {
  const { data, error, refetch } = useMyRules();
  return (
    <Section
      id="notices"
      title="Notices to you"
      note="What you are told of outside these pages. Channels tell everybody; these reach you alone."
    >
      {error && !data ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={7} className="h-8" /> : null}
      {data ? <Table rules={data} /> : null}
      {data ? <Narrow rules={data} /> : null}
    </Section>
  );
}

function Table({ rules: { items, ways } }: { rules: PersonalNoticeRules }) {
  const tell = useTellMe();
  return (
    <>
      <div className="panel overflow-x-auto">
        <table className="w-full text-left">
          <thead>
            <tr className="border-border border-b text-muted text-xs">
              <th scope="col" className="h-8 px-3 font-medium">
                When
              </th>
              {ways.map(({ way }) => (
                <th key={way} scope="col" className="w-28 px-3 text-center font-medium">
                  {wayWords[way]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ruleKinds.map((kind) => (
              <tr key={kind} className="border-border border-b last:border-b-0">
                <th scope="row" className="px-3 py-1.5 font-normal">
                  {noticeWords[kind].label}
                  <span className="block text-muted text-xs max-sm:hidden">{noticeWords[kind].says}</span>
                </th>
                {ways.map(({ way, available }) => {
                  const told = isTold(items, way, kind);
                  return (
                    <td key={way} className="px-3 text-center">
                      <input
                        type="checkbox"
                        aria-label={`${noticeWords[kind].label} by ${wayWords[way]}`}
                        checked={told}
                        // What was chosen before can always be taken back.
                        disabled={tell.isPending || (!available && !told)}
                        onChange={() => tell.mutate({ told: !told, rules: items, way, kind })}
                        className="size-4 accent-primary disabled:opacity-40"
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="grid gap-0.5 text-xs">
        {ways.map(({ way, available, text }) => (
          <li key={way} className={available ? 'text-muted' : 'text-warn'}>
            {wayWords[way]}: {text}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Rules that scripts made for one project, or that are paused: the table does not speak of them. */
function Narrow({ rules: { items } }: { rules: PersonalNoticeRules }) {
  const projects = useProjects().items ?? [];
  const remove = useRemoveMyRule();
  const narrow = items.filter(({ projectId, enabled }) => projectId !== null || !enabled);
  return (
    <ul className="grid gap-1 text-sm empty:hidden">
      {narrow.map(({ id, way, kinds, projectId, enabled }) => (
        <li key={id} className="flex items-center gap-2">
          <span className="min-w-0 flex-1">
            {wayWords[way]}: {kindsText(kinds)}
            {projectId ? `, of ${projects.find((one) => one.id === projectId)?.name ?? 'one project'} only` : ''}
            {enabled ? '' : ' (paused)'}
          </span>
          <Button
            size="iconSm"
            look="quiet"
            aria-label={`Remove the rule for ${kindsText(kinds)}`}
            disabled={remove.isPending}
            onClick={() => remove.mutate(id)}
          >
            <Trash2 />
          </Button>
        </li>
      ))}
    </ul>
  );
}
