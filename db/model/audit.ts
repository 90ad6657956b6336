/** What the audit log says of every entry: https://owasp.org/www-project-proactive-controls/ (C9) names the fields. */

export const auditOutcomes = ['ok', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** `person` by session, `token` by a personal token; `slack` and `github` by an account there; `system` by itself. */
export const auditActorKinds = ['person', 'token', 'slack', 'github', 'agent', 'system'] as const;
export type AuditActorKind = (typeof auditActorKinds)[number];

export type AuditEntry = {
  /** `subject.verb`, such as `run.approve`, `integration.connect`, `member.role`. */
  action: string;
  outcome?: AuditOutcome;
  actor: { kind: AuditActorKind; id: string | null; name: string | null };
  subject?: { kind: string; id: string };
  detail?: Record<string, unknown>;
  requestId?: string;
  address?: string;
};
