/** What channels call each kind of notice. */
import type { NoticeKind } from '../../db/model/notices.ts';

export const titleOf: Record<NoticeKind, string> = {
  approval_wanted: 'Approval wanted',
  run_ended: 'Run ended',
  drift_found: 'Drift found',
  budget_passed: 'Budget',
  cost_anomaly: 'Unusual costs',
  sync_failed: 'Sync failed',
  connection_broken: 'Connection',
  knowledge_failed: 'Knowledge',
  audit_broken: 'Audit log broken',
  invitation: 'Invitation',
  test: 'Test',
};
