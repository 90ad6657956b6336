/** The API's shapes. Written by `npm run api:types` from its OpenAPI document; edits are lost. */

export interface Person {
  id: string;
  name: string;
  email: string;
}

export interface Organisation {
  id: string;
  name: string;
  slug: string;
}

export type Role = 'viewer' | 'operator' | 'approver' | 'admin';

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  retryable: boolean;
  requestId: string;
  details?: Record<string, unknown>;
}

export interface SignedIn {
  user: Person;
  organisation: Organisation;
  role: Role;
  refreshToken: string;
  accessToken: string;
  accessTokenExpiresAt: string;
}

export interface AccessToken {
  accessToken: string;
  accessTokenExpiresAt: string;
}

export interface Model {
  id: string;
  label: string;
  offline: boolean;
}

export interface Me {
  user: Person;
  organisation: Organisation;
  role: Role;
  model: Model;
  temporalUiUrl: string;
}

export interface LiveTicket {
  ticket: string;
  expiresAt: string;
}

export interface Connection {
  id: string;
  provider: 'aws' | 'azure' | 'gcp' | 'ovh' | 'kubernetes';
  name: string;
  accountId: string;
  region: string;
  sandbox: boolean;
}

export interface Project {
  id: string;
  name: string;
  description: string;
  createdAt: string;
  latestRevision: number | null;
  connections: Connection[];
  lastRun: { id: string; state: string; kind: string; createdAt: string } | null;
}

export interface Revision {
  id: string;
  projectId: string;
  number: number;
  reason: string;
  author: Person | null;
  byAgent: boolean;
  sessionId: string | null;
  filesSha256: string;
  files: { path: string; bytes: number; sha256: string }[];
  createdAt: string;
}

export interface RevisionWithFiles extends Revision {
  contents: Record<string, string>;
}

export interface ProjectState {
  serial: number | null;
  resources: { address: string; type: string; id: string | null }[];
}

type TurnState = 'queued' | 'running' | 'waiting' | 'completed' | 'stopped' | 'failed';

export interface Session {
  id: string;
  title: string;
  projectId: string;
  projectName: string;
  model: string | null;
  createdBy: Person;
  createdAt: string;
  updatedAt: string;
  turn: { id: string; state: TurnState; reason: string | null } | null;
  lastSeq: number;
  workflowId: string;
  temporalUrl: string;
}

export interface Message {
  id: string;
  turnId: string | null;
  role: 'user' | 'assistant' | 'tool';
  text: string;
  authorId: string | null;
  delivery: 'queue' | 'steer' | 'interrupt';
  toolCalls: { id: string; name: string; args: Record<string, unknown> }[];
  toolCallId: string | null;
  toolName: string | null;
  ok: boolean | null;
  stopped: boolean;
  model: string | null;
  runId: string | null;
  createdAt: string;
}

type RunState =
  | 'queued'
  | 'gating'
  | 'planning'
  | 'evaluating'
  | 'no_changes'
  | 'planned'
  | 'awaiting_approval'
  | 'approved'
  | 'verifying'
  | 'applying'
  | 'applied'
  | 'partial'
  | 'rejected'
  | 'expired'
  | 'superseded'
  | 'stale'
  | 'cancelled'
  | 'failed';

type RiskClass = 'low' | 'medium' | 'high' | 'critical';

type ChangeCounts = {
  create: number;
  update: number;
  replace: number;
  destroy: number;
  forget: number;
  import: number;
  move: number;
  read: number;
  noop: number;
};

type AttributeChange = {
  path: string;
  kind: 'added' | 'removed' | 'changed' | 'unknown';
  before?: unknown;
  after?: unknown;
  sensitive: boolean;
  forcesReplacement: boolean;
};

export interface Approval {
  id: string;
  user: Person;
  decision: 'approve' | 'reject';
  planSha256: string;
  comment: string | null;
  createdAt: string;
  counted: boolean | null;
  refusal: string | null;
}

export interface RunListItem {
  id: string;
  projectId: string;
  projectName: string;
  revisionNumber: number;
  kind: 'apply' | 'destroy' | 'plan';
  state: RunState;
  reason: string | null;
  requestedBy: Person;
  sessionId: string | null;
  planSha256: string | null;
  counts: ChangeCounts | null;
  riskClass: RiskClass | null;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
}

export interface Run extends RunListItem {
  revisionReason: string;
  summary: {
    terraformVersion: string;
    complete: boolean;
    counts: ChangeCounts;
    changes: {
      address: string;
      previousAddress?: string;
      type: string;
      name: string;
      provider: string;
      action: 'create' | 'update' | 'replace' | 'destroy' | 'forget' | 'import' | 'move' | 'read';
      replaceOrder?: 'delete-create' | 'create-delete';
      reason?: string;
      replacePaths: string[];
      importId?: string;
      attributes: AttributeChange[];
    }[];
    outputs: {
      name: string;
      action: 'create' | 'update' | 'destroy';
      before?: unknown;
      after?: unknown;
      sensitive: boolean;
    }[];
    drift: { address: string; action: 'update' | 'destroy'; attributes: AttributeChange[] }[];
  } | null;
  risk: { class: RiskClass; reasons: string[]; secondPerson: boolean } | null;
  digests: Record<string, string> | null;
  approvalsRequired: number | null;
  approvals: Approval[];
  mayApprove: { allowed: boolean; why: string | null };
  expiresAt: string | null;
  blockedBy: string | null;
  timeline: { state: RunState; reason: string | null; at: string }[];
  reconcile: {
    serial: number | null;
    resources: number;
    lock: { id: string; owner: string; ageSeconds: number } | null;
    text: string;
  } | null;
  sandbox: boolean;
  workflowId: string;
  temporalUrl: string;
  lastSeq: number;
}

type AnyEvent =
  | { type: 'session.updated'; payload: { title: string; sessionId?: string } }
  | {
      type: 'message.accepted';
      payload: {
        messageId: string;
        role: 'user';
        text: string;
        authorId: string | null;
        delivery: 'queue' | 'steer' | 'interrupt';
      };
    }
  | { type: 'turn.state'; payload: { turnId: string; state: TurnState; reason: string | null } }
  | { type: 'message.started'; payload: { messageId: string; turnId: string; attempt: number; model: string } }
  | { type: 'message.delta'; payload: { messageId: string; attempt: number; offset: number; text: string } }
  | {
      type: 'message.completed';
      payload: {
        messageId: string;
        turnId: string;
        text: string;
        toolCalls: { id: string; name: string; args?: unknown }[];
        stopped: boolean;
      };
    }
  | { type: 'tool.started'; payload: { turnId: string; toolCallId: string; name: string; args?: unknown } }
  | {
      type: 'tool.completed';
      payload: { turnId: string; toolCallId: string; name: string; ok: boolean; result?: unknown; ms: number };
    }
  | { type: 'run.proposed'; payload: { turnId: string; toolCallId: string; runId: string; reason: string } }
  | { type: 'run.state'; payload: { runId: string; state: RunState; reason: string | null } }
  | { type: 'run.waiting'; payload: { position: number; blockedBy: string | null } }
  | {
      type: 'gate.finding';
      payload: { rule: string; message: string; file: string; line: number | null; address: string | null };
    }
  | { type: 'plan.progress'; payload: { step: 'init' | 'plan' | 'show' | 'verify' | 'prove'; text: string } }
  | {
      type: 'plan.sealed';
      payload: { planSha256: string; semanticDigest: string; counts: ChangeCounts; risk: RiskClass };
    }
  | {
      type: 'approval.recorded';
      payload: {
        approvalId: string;
        userId: string;
        userName: string;
        decision: 'approve' | 'reject';
        comment: string | null;
        counted: boolean;
        refusal: string | null;
      };
    }
  | {
      type: 'apply.log';
      payload: {
        kind: string;
        level: 'info' | 'warn' | 'error';
        message: string;
        address: string | null;
        action: string | null;
        elapsedSeconds: number | null;
      };
    }
  | {
      type: 'run.reconciled';
      payload: {
        state: RunState;
        serial: number | null;
        resources: number;
        lock: { owner: string; ageSeconds: number } | null;
        text: string;
      };
    };

export interface Event {
  stream: string;
  seq: number;
  at: string;
  event: AnyEvent;
}

export interface EventPage {
  items: Event[];
  lastSeq: number;
}

export type LiveAnswer =
  | { type: 'event'; stream: string; seq: number; at: string; event: AnyEvent }
  | { type: 'caughtUp'; stream: string; seq: number }
  | { type: 'refused'; stream: string | null; problem: string }
  | { type: 'pong' };
