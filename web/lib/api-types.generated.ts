/** The API's shapes. Written by `npm run api:types` from its OpenAPI document; edits are lost. */

export type Accepted = {
  id: string;
};

export type Account = {
  /** a code of a device is asked for at sign-in */
  twoSteps: boolean;
  recoveryCodesLeft: number;
  /** when this session last proved who its person is; good for ten minutes */
  provenAt: string | null;
};

export type Alive = {
  ok: true;
};

export type Anomaly = {
  id: string;
  billingAccountId: string;
  accountName: string;
  /** the first strange one */
  day: string;
  currency: string;
  subAccountId: string | null;
  serviceName: string | null;
  /** step: lasts; drift: grows a little every day; drop: less than usual; new: there was nothing before */
  kind: "spike" | "step" | "drift" | "drop" | "new";
  /** a day */
  expected: string;
  /** that day; of a drift the median of two weeks */
  actual: string;
  /** robust deviations from what was expected */
  score: string;
  state: "open" | "acknowledged" | "expected" | "resolved";
  /** what moved most */
  drivers: Array<{
    name: string;
    /** decimal text */
    delta: string;
  }>;
  note: string | null;
  createdAt: string;
  updatedAt: string;
};

export type ApiToken = {
  id: string;
  name: string;
  /** its first characters */
  prefix: string;
  role: "viewer" | "operator" | "approver" | "admin";
  owner: Person;
  state: "active" | "expired" | "revoked";
  createdAt: string;
  expiresAt: string;
  /** to the minute */
  lastUsedAt: string | null;
  revokedAt: string | null;
};

export type AppliedObject = {
  /** such as Deployment/shop/web */
  address: string;
  apiVersion: string;
  kind: string;
  namespace: string | null;
  name: string;
  /** the uid of the namespace kube-system */
  cluster: string;
  /** the run that applied it last */
  runId: string;
  appliedAt: string;
};

export type Approval = {
  id: string;
  user: Person;
  decision: "approve" | "reject";
  planSha256: string;
  comment: string | null;
  createdAt: string;
  /** null until the workflow has looked at it */
  counted: boolean | null;
  /** why it did not count */
  refusal: string | null;
};

export type AuditEntry = {
  /** from 1 in this organisation, without gaps */
  seq: number;
  at: string;
  /** subject.verb, such as run.approve */
  action: string;
  outcome: "ok" | "refused" | "failed";
  actor: {
    kind: "person" | "token" | "slack" | "github" | "agent" | "system";
    id: string | null;
    name: string | null;
  };
  subject: {
    kind: string;
    id: string | null;
  } | null;
  detail: Record<string, unknown>;
  requestId: string | null;
  address: string | null;
  /** of the entry before it */
  prevHash: string;
  hash: string;
};

export type AuditKey = {
  keyId: string;
  algorithm: "Ed25519";
  pem: string;
  jwk: {
    kty: string;
    crv: string;
    x: string;
    kid: string;
  };
};

export type AuditState = {
  entries: number;
  /** hash of the last entry */
  end: string | null;
  /** the last one: everything up to its entry was verified and signed then */
  checkpoint: {
    seq: number;
    at: string;
    hash: string;
    keyId: string;
    signature: string;
  } | null;
  /** entries since the last checkpoint */
  unsigned: number;
  /** how often new entries are signed */
  everyMinutes: number;
  /** the newest finding of an entry that is not as it was written */
  broken: {
    noticeId: string;
    at: string;
    text: string;
  } | null;
};

export type AwsRoleSetup = {
  /** who assumes the roles */
  principalArn: string;
  /** what Aurora says when it does: the trust policy has to ask for it */
  externalId: string;
  /** CloudFormation, JSON */
  template: string;
  /** opens CloudFormation with everything filled in */
  consoleUrl: string | null;
};

export type BegunTwoSteps = {
  /** otpauth://, for a QR code; shown this once */
  uri: string;
  /** the same for typing: base32 */
  secret: string;
};

export type BillingAccount = {
  id: string;
  name: string;
  kind: "upload" | "s3_focus" | "aws_export" | "aws_cost_explorer" | "azure_export" | "azure_query" | "gcp_bigquery" | "ovh" | "sandbox";
  connectionId: string | null;
  settings: BillingSettings;
  currency: string;
  /** costs that nobody pays: made up from list prices for the sandbox account */
  madeUp: boolean;
  enabled: boolean;
  createdAt: string;
  /** that people see */
  rows: number;
  lastLoadedAt: string | null;
  /** first instant of the newest billing period there are costs of */
  newestPeriod: string | null;
  /** why the newest import brought nothing, in words */
  problems: Array<{
    code: string;
    message: string;
    file?: string;
    /** from 1, the header left out */
    row?: number;
    column?: string;
    value?: string;
  }>;
};

export type BillingImport = {
  id: string;
  /** a month, a folder or `upload`; the same key again replaces its periods */
  sourceKey: string;
  state: "waiting" | "loading" | "loaded" | "unchanged" | "refused" | "failed" | "superseded";
  format: "focus" | "cur2";
  focusVersion: string | null;
  files: Array<{
    name: string;
    bytes: number | null;
  }>;
  rowsStaged: number;
  rowsTotal: number | null;
  notes: Array<{
    code: string;
    message: string;
  }>;
  problems: Array<{
    code: string;
    message: string;
    file?: string;
    /** from 1, the header left out */
    row?: number;
    column?: string;
    value?: string;
  }>;
  createdAt: string;
  finishedAt: string | null;
  periods: Array<{
    loadId: string;
    start: string;
    end: string;
    state: "staging" | "current" | "replaced" | "dropped";
    rows: number;
    /** by currency */
    sums: Record<string, {
      rows: number;
      /** decimal text, every digit kept */
      billed: string;
      /** decimal text, every digit kept */
      effective: string;
      list: string | null;
      contracted: string | null;
    }>;
    loadedAt: string | null;
    replacedBy: string | null;
  }>;
};

export type BillingSettings = {
  bucket?: string;
  prefix?: string;
  region?: string;
  /** only hosts that BILLING_ENDPOINT_HOSTS lists */
  endpoint?: string;
  format?: "focus" | "cur2";
  container?: string;
  storageAccount?: string;
  /** Azure: such as subscriptions/{id} */
  scope?: string;
  project?: string;
  dataset?: string;
  table?: string;
  /** tags that costs are kept by; counts from the next load on */
  tagKeys?: Array<string>;
  backfillMonths?: number;
};

export type BillingSettingsInput = {
  bucket?: string;
  prefix?: string;
  region?: string;
  /** only hosts that BILLING_ENDPOINT_HOSTS lists */
  endpoint?: string;
  format?: "focus" | "cur2";
  container?: string;
  storageAccount?: string;
  /** Azure: such as subscriptions/{id} */
  scope?: string;
  project?: string;
  dataset?: string;
  table?: string;
  /** tags that costs are kept by; counts from the next load on */
  tagKeys?: Array<string>;
  backfillMonths?: number;
};

export type BillingSync = {
  id: string;
  trigger: "schedule" | "person" | "upload" | "connect";
  state: "running" | "complete" | "partial" | "failed" | "cancelled";
  reason: string | null;
  startedAt: string;
  finishedAt: string | null;
};

export type BillingSyncStarted = {
  workflowId: string;
  temporalUrl: string;
  syncId: string;
};

export type Budget = {
  id: string;
  name: string;
  /** decimal text */
  amount: string;
  metric: "billed" | "effective";
  /** as the explorer has it; nothing: all costs in the currency */
  filter: {
    provider?: Array<string>;
    source?: Array<string>;
    billingAccount?: Array<string>;
    subAccount?: Array<string>;
    serviceCategory?: Array<string>;
    service?: Array<string>;
    region?: Array<string>;
    chargeCategory?: Array<string>;
    pricingCategory?: Array<string>;
    project?: Array<string>;
    tag?: Array<string>;
  };
  projectId: string | null;
  /** people are told once a period when one is met */
  thresholds: Array<{
    /** of the amount */
    percent: number;
    basis: "actual" | "forecast";
  }>;
  currency: string;
  period: "month" | "quarter" | "year";
  createdAt: string;
  state: {
    period: {
      from: string;
      to: string;
    };
    /** decimal text */
    actual: string;
    /** null where too little is known */
    forecast: {
      /** decimal text */
      expected: string;
      /** decimal text */
      low: string;
      /** decimal text */
      high: string;
    } | null;
    /** the last complete day, on which the forecast rests */
    asOf: string | null;
    /** negative when more than the amount is spent */
    left: string;
    actualPercent: number;
    forecastPercent: number | null;
    verdict: "within" | "threshold_met" | "over" | "over_by_forecast";
  };
};

export type ChatSessionStarted = {
  workflowId: string;
  temporalUrl: string;
  sessionId: string;
  messageId: string;
};

export type Connection = {
  id: string;
  provider: "aws" | "azure" | "gcp" | "ovh" | "kubernetes" | "ssh";
  name: string;
  /** empty until the first check asked who the credentials are */
  accountId: string;
  region: string;
  credential: "sandbox" | "aws_access_keys" | "aws_role" | "azure_service_principal" | "gcp_service_account" | "gcp_workload_identity" | "ovh_application" | "kubeconfig" | "ssh_key";
  state: "unverified" | "verified" | "limited" | "broken";
  /** what is wrong, and what to do */
  stateReason: string | null;
  verifiedAt: string | null;
  /** an emulated account: nothing real, nothing billed */
  sandbox: boolean;
};

export type ConnectionCheck = {
  id: string;
  connectionId: string;
  trigger: "connect" | "rotation" | "person" | "schedule";
  state: "waiting" | "running" | "passed" | "limited" | "failed" | "cancelled";
  reason: string | null;
  requestedBy: Person | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  /** in the order in which they are taken; empty until it begins */
  steps: Array<ConnectionCheckStep>;
};

export type ConnectionCheckStep = {
  name: "reachable" | "authenticated" | "identity" | "external_id" | "read" | "write" | "regions";
  state: "waiting" | "running" | "ok" | "warning" | "failed" | "skipped";
  /** what was found */
  text: string | null;
  /** what to do about it */
  remedy: string | null;
  endedAt: string | null;
};

export type ConnectionDetails = {
  id: string;
  provider: "aws" | "azure" | "gcp" | "ovh" | "kubernetes" | "ssh";
  name: string;
  /** empty until the first check asked who the credentials are */
  accountId: string;
  region: string;
  credential: "sandbox" | "aws_access_keys" | "aws_role" | "azure_service_principal" | "gcp_service_account" | "gcp_workload_identity" | "ovh_application" | "kubeconfig" | "ssh_key";
  state: "unverified" | "verified" | "limited" | "broken";
  /** what is wrong, and what to do */
  stateReason: string | null;
  verifiedAt: string | null;
  /** an emulated account: nothing real, nothing billed */
  sandbox: boolean;
  settings: ConnectionSettings;
  createdAt: string;
  createdBy: Person | null;
  /** the newest one */
  check: ConnectionCheck | null;
  nextCheckAt: string | null;
  /** that use it, of those you may see */
  projects: Array<{
    id: string;
    name: string;
  }>;
};

export type ConnectionSettings = {
  readRoleArn?: string;
  writeRoleArn?: string;
  externalId?: string;
  tenantId?: string;
  clientId?: string;
  writeClientId?: string;
  subscriptionId?: string;
  gcpProjectId?: string;
  serviceAccountEmail?: string;
  writeServiceAccountEmail?: string;
  workloadIdentityAudience?: string;
  ovhEndpoint?: string;
  server?: string;
  hosts?: Array<{
    host: string;
    port: number;
    user: string;
    hostKeySha256: string | null;
  }>;
  regions?: Array<string>;
  /** as the newest check found them */
  enabledRegions?: Array<string>;
  endpoint?: string;
};

export type CostDrivers = {
  metric: "billed" | "effective" | "list" | "contracted";
  /** both days are in it, UTC */
  period: {
    from: string;
    to: string;
  };
  /** both days are in it, UTC */
  compare: {
    from: string;
    to: string;
  };
  by: string;
  totals: Array<CostTotal>;
  /** largest change first, whichever way */
  drivers: Array<{
    currency: string;
    /** in the order of groupBy; times are first days; null: without one */
    keys: Array<string | null>;
    /** what people call them */
    labels: Array<string | null>;
    /** decimal text, every digit kept */
    amount: string;
    /** decimal text, every digit kept */
    compareAmount: string;
    /** decimal text, every digit kept */
    delta: string;
  }>;
  freshness: CostFreshness;
};

export type CostExploration = {
  metric: "billed" | "effective" | "list" | "contracted";
  /** both days are in it, UTC */
  period: {
    from: string;
    to: string;
  };
  compare: {
    from: string;
    to: string;
  } | null;
  groupBy: Array<string>;
  /** one a currency */
  totals: Array<CostTotal>;
  rows: Array<CostRow>;
  freshness: CostFreshness;
};

export type CostForecast = {
  /** decimal text, every digit kept */
  expected: string;
  /** decimal text, every digit kept */
  low: string;
  /** the interval holds the real total in about 80 of 100 months: docs/cost-insight.md */
  high: string;
  /** the last complete day, on which it rests */
  asOf: string;
  daysLeft: number;
};

export type CostFreshness = {
  /** when the newest costs came; null: none have */
  loadedAt: string | null;
  /** last day of which the bills are complete */
  completeThrough: string | null;
  accounts: Array<{
    billingAccountId: string;
    name: string;
    loadedAt: string;
    completeThrough: string | null;
    /** costs that nobody pays: made up for the sandbox account */
    madeUp: boolean;
  }>;
};

export type CostOverview = {
  metric: "billed" | "effective" | "list" | "contracted";
  /** the whole month */
  month: {
    from: string;
    to: string;
  };
  /** its days so far: to the newest day with costs */
  period: {
    from: string;
    to: string;
  };
  /** the same days of the month before */
  compare: {
    from: string;
    to: string;
  };
  currencies: Array<{
    currency: string;
    /** decimal text, every digit kept */
    monthToDate: string;
    /** decimal text, every digit kept */
    sameDaysBefore: string;
    /** decimal text, every digit kept */
    monthBefore: string;
    /** of the whole month; null when it is over or too little is known */
    forecast: CostForecast | null;
    /** this month and the one before */
    daily: Array<{
      day: string;
      /** decimal text, every digit kept */
      amount: string;
    }>;
  }>;
  by: {
    service: Array<CostRow>;
    subAccount: Array<CostRow>;
    project: Array<CostRow>;
    region: Array<CostRow>;
    /** null without tagKey */
    tag: Array<CostRow> | null;
  };
  freshness: CostFreshness;
};

export type CostRow = {
  currency: string;
  /** in the order of groupBy; times are first days; null: without one */
  keys: Array<string | null>;
  /** what people call them */
  labels: Array<string | null>;
  /** all values beyond the limit added up */
  others: boolean;
  /** null where no row has this metric */
  amount: string | null;
  compareAmount: string | null;
  /** null without a period to compare with */
  delta: string | null;
};

export type CostTotal = {
  currency: string;
  /** null where no row has this metric */
  amount: string | null;
  compareAmount: string | null;
  /** null without a period to compare with */
  delta: string | null;
};

export type Coverage = {
  /** in a project's state, and as it says when last compared */
  codified: number;
  /** in a project's state, and different */
  drifted: number;
  /** in none */
  unmanaged: number;
  /** in none, and no gap: comes with the account or with another resource, such as a default VPC */
  byItself: number;
  byCategory: Array<{
    category: "compute" | "containers" | "serverless" | "storage" | "database" | "cache" | "network" | "load_balancing" | "dns" | "cdn" | "messaging" | "identity" | "secrets" | "monitoring" | "other";
    /** in a project's state, and as it says when last compared */
    codified: number;
    /** in a project's state, and different */
    drifted: number;
    /** in none */
    unmanaged: number;
    /** in none, and no gap: comes with the account or with another resource, such as a default VPC */
    byItself: number;
  }>;
};

export type CreatedApiToken = {
  /** shown here and never again */
  token: string;
  apiToken: ApiToken;
};

export type CreatedInvitation = {
  /** lets this one address in, once; shown here and never again */
  link: string;
  /** whether it is on its way by mail as well; else give them the link yourself */
  mailed: boolean;
  invitation: Invitation;
};

export type Delivery = {
  id: string;
  notice: {
    id: string;
    kind: "approval_wanted" | "run_ended" | "drift_found" | "budget_passed" | "cost_anomaly" | "sync_failed" | "connection_broken" | "knowledge_failed" | "audit_broken" | "invitation" | "test";
    level: "info" | "warning" | "error";
    text: string;
    href: string | null;
  };
  kind: "email" | "slack" | "webhook";
  channel: {
    id: string;
    name: string;
  } | null;
  person: Person | null;
  state: "waiting" | "sending" | "sent" | "dead" | "skipped";
  attempts: number;
  /** what the last attempt met */
  reason: string | null;
  /** what the other side calls it, such as a mail's Message-ID */
  receipt: string | null;
  createdAt: string;
  lastAttemptAt: string | null;
  nextAttemptAt: string | null;
  sentAt: string | null;
};

export type Document = {
  id: string;
  sourceId: string;
  /** what its source calls it: a file name, a path or an address */
  key: string;
  title: string;
  /** null until its bytes were looked at */
  format: "markdown" | "text" | "html" | "pdf" | "docx" | null;
  state: "waiting" | "ingesting" | "ready" | "failed" | "removed";
  /** why it failed and what to do, in words */
  reason: string | null;
  /** the version that is searched */
  currentVersionId: string | null;
  /** of the newest version */
  bytes: number | null;
  /** passages that are searched */
  chunks: number;
  createdAt: string;
  updatedAt: string;
  removedAt: string | null;
};

export type DocumentDetails = {
  id: string;
  sourceId: string;
  /** what its source calls it: a file name, a path or an address */
  key: string;
  title: string;
  /** null until its bytes were looked at */
  format: "markdown" | "text" | "html" | "pdf" | "docx" | null;
  state: "waiting" | "ingesting" | "ready" | "failed" | "removed";
  /** why it failed and what to do, in words */
  reason: string | null;
  /** the version that is searched */
  currentVersionId: string | null;
  /** of the newest version */
  bytes: number | null;
  /** passages that are searched */
  chunks: number;
  createdAt: string;
  updatedAt: string;
  removedAt: string | null;
  source: {
    id: string;
    name: string;
    kind: "upload" | "urls" | "git" | "api";
  };
  /** newest first */
  versions: Array<DocumentVersion>;
};

export type DocumentTaken = {
  documentId: string;
  versionId: string;
  /** false: these bytes are searched already */
  isNew: boolean;
};

export type DocumentText = {
  document: {
    id: string;
    title: string;
    /** what its source calls it: a file name, path or URL */
    key: string;
    format: "markdown" | "text" | "html" | "pdf" | "docx" | null;
    sourceId: string;
    sourceName: string;
  };
  version: {
    id: string;
    number: number;
    createdAt: string;
    /** whether this is the version that is searched */
    current: boolean;
  };
  /** of the whole text */
  length: number;
  /** which part of the whole text this is */
  range: {
    start: number;
    /** the first after it */
    end: number;
  };
  /** Markdown, written by others: show it without running anything of it */
  text: string;
  /** the place that was asked for, counted in the whole text; null where this version does not hold it */
  chunk: {
    id: string;
    start: number;
    end: number;
    place: {
      /** the path of headings above it */
      headings: Array<string>;
      /** of the nearest heading */
      anchor: string | null;
      /** from 1, where the format has pages */
      page: number | null;
    };
    removed: boolean;
  } | null;
  /** headings of the current version; empty for older ones */
  outline: Array<{
    title: string;
    level: number;
    anchor: string | null;
    /** in the whole text */
    start: number;
  }>;
};

export type DocumentVersion = {
  id: string;
  number: number;
  sha256: string;
  bytes: number;
  /** null until it was read */
  chunks: number | null;
  createdAt: string;
  /** when all of it could be searched */
  readyAt: string | null;
  createdBy: Person | null;
};

export type DriftCheck = {
  id: string;
  projectId: string;
  state: "running" | "complete" | "failed";
  reason: string | null;
  /** addresses that were compared */
  checked: number | null;
  drifted: number | null;
  startedAt: string;
  finishedAt: string | null;
};

export type EndedSignIns = {
  /** how many sign-ins */
  ended: number;
};

export type Event = {
  stream: string;
  seq: number;
  at: string;
  event: {
    type: "session.updated";
    payload: {
      title: string;
    };
  } | {
    type: "message.accepted";
    payload: {
      messageId: string;
      role: "user";
      text: string;
      authorId: string | null;
      delivery: "queue" | "steer" | "interrupt";
    };
  } | {
    type: "turn.state";
    payload: {
      turnId: string;
      state: "queued" | "running" | "waiting" | "completed" | "stopped" | "failed";
      reason: string | null;
    };
  } | {
    type: "message.started";
    payload: {
      messageId: string;
      turnId: string;
      attempt: number;
      model: string;
    };
  } | {
    type: "message.delta";
    payload: {
      messageId: string;
      attempt: number;
      offset: number;
      text: string;
    };
  } | {
    type: "message.completed";
    payload: {
      messageId: string;
      turnId: string;
      text: string;
      toolCalls: Array<{
        id: string;
        name: string;
        args: unknown;
      }>;
      stopped: boolean;
    };
  } | {
    type: "tool.started";
    payload: {
      turnId: string;
      toolCallId: string;
      name: string;
      args: unknown;
    };
  } | {
    type: "tool.completed";
    payload: {
      turnId: string;
      toolCallId: string;
      name: string;
      ok: boolean;
      result: unknown;
      ms: number;
    };
  } | {
    type: "run.proposed";
    payload: {
      turnId: string;
      toolCallId: string;
      runId: string;
      reason: string;
    };
  } | {
    type: "run.state";
    payload: {
      runId: string;
      state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
      reason: string | null;
    };
  } | {
    type: "run.state";
    payload: {
      runId: string;
      state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
      reason: string | null;
    };
  } | {
    type: "run.waiting";
    payload: {
      position: number;
      blockedBy: string | null;
    };
  } | {
    type: "gate.finding";
    payload: {
      rule: string;
      message: string;
      file: string;
      line: number | null;
      address: string | null;
    };
  } | {
    type: "plan.progress";
    payload: {
      step: "init" | "plan" | "show" | "verify" | "prove" | "wait";
      text: string;
    };
  } | {
    type: "plan.sealed";
    payload: {
      planSha256: string;
      semanticDigest: string;
      counts: {
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
      risk: "low" | "medium" | "high" | "critical";
    };
  } | {
    type: "approval.recorded";
    payload: {
      approvalId: string;
      userId: string;
      userName: string;
      decision: "approve" | "reject";
      comment: string | null;
      counted: boolean;
      refusal: string | null;
    };
  } | {
    type: "apply.log";
    payload: {
      /** Terraform's message type, such as apply_start */
      kind: string;
      level: "info" | "warn" | "error";
      message: string;
      address: string | null;
      action: string | null;
      elapsedSeconds: number | null;
    };
  } | {
    type: "run.reconciled";
    payload: {
      state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
      serial: number | null;
      resources: number;
      lock: {
        owner: string;
        ageSeconds: number;
      } | null;
      text: string;
    };
  } | {
    type: "lock.released";
    payload: {
      lockId: string;
      userId: string;
    };
  } | {
    type: "run.state";
    payload: {
      runId: string;
      state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
      reason: string | null;
    };
  } | {
    type: "session.updated";
    payload: {
      sessionId: string;
      title: string;
    };
  } | {
    type: "sync.progress";
    payload: {
      syncRunId: string;
      connectionId: string;
      state: "running" | "complete" | "partial" | "failed" | "cancelled";
      reason: string | null;
      scopes: {
        done: number;
        failed: number;
        total: number;
      };
      seen: number;
      created: number;
      updated: number;
      deleted: number;
    };
  } | {
    type: "drift.checked";
    payload: {
      checkId: string;
      projectId: string;
      state: "running" | "complete" | "failed";
      reason: string | null;
      checked: number | null;
      drifted: number | null;
    };
  } | {
    type: "import.progress";
    payload: {
      importId: string;
      resourceId: string;
      projectId: string;
      state: "drafting" | "proposed" | "failed";
      text: string;
      runId: string | null;
    };
  } | {
    type: "knowledge.progress";
    payload: {
      ingestId: string;
      sourceId: string;
      state: "running" | "complete" | "partial" | "failed" | "cancelled";
      reason: string | null;
      documents: {
        done: number;
        failed: number;
        total: number | null;
      };
      chunks: {
        added: number;
        removed: number;
      };
    };
  } | {
    type: "knowledge.index";
    payload: {
      indexId: string;
      state: "building" | "serving" | "retired";
      embedding: string;
      done: number;
      total: number;
    };
  } | {
    type: "memory.changed";
    payload: {
      noteId: string;
      state: "proposed" | "kept" | "declined" | "removed";
    };
  } | {
    type: "delivery.changed";
    payload: {
      deliveryId: string;
      noticeId: string;
      state: "waiting" | "sending" | "sent" | "dead" | "skipped";
    };
  } | {
    type: "pull_request.changed";
    payload: {
      pullRequestId: string;
      projectId: string;
      state: "opening" | "open" | "merged" | "closed" | "failed";
    };
  } | {
    type: "connection.checked";
    payload: {
      connectionId: string;
      checkId: string;
      state: "waiting" | "running" | "passed" | "limited" | "failed" | "cancelled";
      connection: "unverified" | "verified" | "limited" | "broken";
      step: {
        name: "reachable" | "authenticated" | "identity" | "external_id" | "read" | "write" | "regions";
        state: "waiting" | "running" | "ok" | "warning" | "failed" | "skipped";
      } | null;
    };
  } | {
    type: "members.changed";
    payload: {
      userId: string | null;
    };
  } | {
    type: "notice";
    payload: {
      noticeKey: string;
      level: "info" | "warning" | "error";
      text: string;
      /** The page to act on, such as /accounts/{id} */
      href: string | null;
    };
  };
};

export type EventPage = {
  items: Array<Event>;
  lastSeq: number;
};

export type Finding = {
  rule: string;
  title: string;
  resource: {
    id: string;
    cloudId: string;
    name: string;
    nativeType: string;
    account: string;
    region: string;
  };
  /** the attributes that prove it */
  evidence: Record<string, unknown>;
  /** by the bills of the last 30 complete days; null where no bill can tell */
  saving: {
    currency: string;
    /** decimal text, a month */
    amount: string;
  } | null;
  /** what the agent would be asked */
  request: string;
};

export type FindingProposal = {
  sessionId: string;
  /** for the message field; nothing was sent yet */
  text: string;
};

export type Graph = {
  nodes: Array<GraphNode>;
  edges: Array<GraphEdge>;
  /** nodes that this answer leaves out: "and N more" */
  more: number;
  nextCursor: string | null;
};

export type GraphEdge = {
  id: string;
  from: string;
  to: string;
  kind: "contains" | "network" | "routes_to" | "iam" | "data" | "runs_on" | "manages" | "deletes_before";
  /** edges that this line stands for */
  count: number;
  /** the highest of them */
  confidence: number;
};

export type GraphNode = {
  /** a resource id, or the id of a group to ask for */
  id: string;
  kind: "account" | "region" | "vpc" | "type" | "resource";
  /** the group node that it was expanded from */
  parent: string | null;
  label: string;
  /** resources in the group; 1 for a resource */
  count: number;
  /** of a resource, and of a VPC */
  resource: ResourceRef | null;
};

export type GraphPath = {
  found: boolean;
  /** false: the search was stopped at its bound, so there may be a way */
  complete: boolean;
  from: ResourceRef;
  to: ResourceRef;
  /** a shortest way; empty when there is none within 10 steps, or both are one */
  steps: Array<GraphStep>;
};

export type GraphStep = {
  /** where this step arrives */
  resource: ResourceRef;
  kind: "contains" | "network" | "routes_to" | "iam" | "data" | "runs_on" | "manages" | "deletes_before";
  /** true: the step goes from `to` to `from` */
  against: boolean;
  confidence: number;
  rule: string;
};

export type IdentityLink = {
  id: string;
  user: Person;
  integration: {
    id: string;
    name: string;
    kind: "github" | "slack";
  };
  provider: "github" | "slack";
  externalId: string;
  externalName: string;
  createdAt: string;
};

export type Impact = {
  resource: ResourceRef;
  /** as far as was looked */
  depth: number;
  total: number;
  /** false: there are more than `total`; the search was stopped at its bound */
  complete: boolean;
  byDepth: Array<{
    depth: number;
    count: number;
  }>;
  byType: Array<{
    nativeType: string;
    count: number;
  }>;
  /** nearest first */
  hits: Array<{
    resource: ResourceRef;
    depth: number;
    /** from the resource asked for to this one */
    path: Array<GraphStep>;
  }>;
};

export type Integration = {
  id: string;
  kind: "github" | "slack";
  name: string;
  settings: IntegrationSettings;
  state: "unverified" | "connected" | "broken";
  /** why it is not connected, and what to do */
  reason: string | null;
  verifiedAt: string | null;
  createdAt: string;
  /** where the other side sends what happens; signed requests only */
  hookUrl: string;
};

export type IntegrationSettings = {
  apiUrl?: string;
  github?: {
    auth: "token";
  } | {
    auth: "app";
    appId: string;
    installationId: string;
  };
  /** as Slack told when the token was verified */
  slack?: {
    teamId: string;
    teamName: string;
    botUserId: string;
  };
};

export type Invitation = {
  id: string;
  email: string;
  role: "viewer" | "operator" | "approver" | "admin";
  invitedBy: Person;
  createdAt: string;
  expiresAt: string;
  state: "pending" | "expired";
  /** how its newest mail fares; null: it was not mailed, and its link has to be handed over */
  mail: {
    state: "waiting" | "sending" | "sent" | "dead" | "skipped";
    /** what the last attempt met, in words */
    reason: string | null;
    sentAt: string | null;
    nextAttemptAt: string | null;
  } | null;
};

export type KnowledgeIndex = {
  id: string;
  /** `none`: by words; else provider:model */
  embedding: string;
  state: "building" | "serving" | "retired";
  reason: string | null;
  /** passages that it holds */
  done: number;
  /** passages that it has to hold */
  total: number;
  createdAt: string;
  servingAt: string | null;
};

export type KnowledgeIndexes = {
  /** what EMBEDDINGS says; another one than the serving is being built or waited for */
  configured: string;
  /** which search answers now; off: no Weaviate is set up */
  search: "words" | "meaning" | "off";
  items: Array<KnowledgeIndex>;
};

export type KnowledgeIngest = {
  id: string;
  sourceId: string;
  trigger: "person" | "schedule" | "upload" | "api" | "reindex";
  state: "running" | "complete" | "partial" | "failed" | "cancelled";
  reason: string | null;
  documents: {
    done: number;
    failed: number;
    /** null until it is known */
    total: number | null;
  };
  chunks: {
    added: number;
    removed: number;
  };
  startedAt: string;
  finishedAt: string | null;
};

export type KnowledgeSource = {
  id: string;
  name: string;
  kind: "upload" | "urls" | "git" | "api";
  settings: KnowledgeSourceSettings;
  hasCredentials: boolean;
  intervalMinutes: number | null;
  createdAt: string;
  counts: {
    documents: number;
    ready: number;
    failed: number;
    /** waiting or being read */
    waiting: number;
    /** passages that are searched */
    chunks: number;
  };
  /** the newest: running or ended */
  ingest: KnowledgeIngest | null;
};

export type KnowledgeSourceSettings = {
  /** kind `urls`: public addresses, one document each */
  urls?: Array<string>;
  /** kind `git` */
  git?: {
    /** a clone address, https unless OUTBOUND_HOSTS allows */
    url: string;
    /** null: the repository's own */
    branch: string | null;
    /** only what is in it is read; empty for all */
    folder: string;
  };
};

export type KnowledgeSourceSettingsInput = {
  /** kind `urls`: public addresses, one document each */
  urls?: Array<string>;
  /** kind `git` */
  git?: {
    /** a clone address, https unless OUTBOUND_HOSTS allows */
    url: string;
    /** null: the repository's own */
    branch?: string | null;
    /** only what is in it is read; empty for all */
    folder?: string;
  };
};

export type LinkCode = {
  /** shown once; write it there as yourself */
  code: string;
  expiresAt: string;
  /** what to write where, in words */
  how: string;
};

export type LiveAnswer = {
  type: "event";
  stream: string;
  seq: number;
  at: string;
  event: {
    type: "session.updated";
    payload: {
      title: string;
    };
  } | {
    type: "message.accepted";
    payload: {
      messageId: string;
      role: "user";
      text: string;
      authorId: string | null;
      delivery: "queue" | "steer" | "interrupt";
    };
  } | {
    type: "turn.state";
    payload: {
      turnId: string;
      state: "queued" | "running" | "waiting" | "completed" | "stopped" | "failed";
      reason: string | null;
    };
  } | {
    type: "message.started";
    payload: {
      messageId: string;
      turnId: string;
      attempt: number;
      model: string;
    };
  } | {
    type: "message.delta";
    payload: {
      messageId: string;
      attempt: number;
      offset: number;
      text: string;
    };
  } | {
    type: "message.completed";
    payload: {
      messageId: string;
      turnId: string;
      text: string;
      toolCalls: Array<{
        id: string;
        name: string;
        args: unknown;
      }>;
      stopped: boolean;
    };
  } | {
    type: "tool.started";
    payload: {
      turnId: string;
      toolCallId: string;
      name: string;
      args: unknown;
    };
  } | {
    type: "tool.completed";
    payload: {
      turnId: string;
      toolCallId: string;
      name: string;
      ok: boolean;
      result: unknown;
      ms: number;
    };
  } | {
    type: "run.proposed";
    payload: {
      turnId: string;
      toolCallId: string;
      runId: string;
      reason: string;
    };
  } | {
    type: "run.state";
    payload: {
      runId: string;
      state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
      reason: string | null;
    };
  } | {
    type: "run.state";
    payload: {
      runId: string;
      state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
      reason: string | null;
    };
  } | {
    type: "run.waiting";
    payload: {
      position: number;
      blockedBy: string | null;
    };
  } | {
    type: "gate.finding";
    payload: {
      rule: string;
      message: string;
      file: string;
      line: number | null;
      address: string | null;
    };
  } | {
    type: "plan.progress";
    payload: {
      step: "init" | "plan" | "show" | "verify" | "prove" | "wait";
      text: string;
    };
  } | {
    type: "plan.sealed";
    payload: {
      planSha256: string;
      semanticDigest: string;
      counts: {
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
      risk: "low" | "medium" | "high" | "critical";
    };
  } | {
    type: "approval.recorded";
    payload: {
      approvalId: string;
      userId: string;
      userName: string;
      decision: "approve" | "reject";
      comment: string | null;
      counted: boolean;
      refusal: string | null;
    };
  } | {
    type: "apply.log";
    payload: {
      /** Terraform's message type, such as apply_start */
      kind: string;
      level: "info" | "warn" | "error";
      message: string;
      address: string | null;
      action: string | null;
      elapsedSeconds: number | null;
    };
  } | {
    type: "run.reconciled";
    payload: {
      state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
      serial: number | null;
      resources: number;
      lock: {
        owner: string;
        ageSeconds: number;
      } | null;
      text: string;
    };
  } | {
    type: "lock.released";
    payload: {
      lockId: string;
      userId: string;
    };
  } | {
    type: "run.state";
    payload: {
      runId: string;
      state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
      reason: string | null;
    };
  } | {
    type: "session.updated";
    payload: {
      sessionId: string;
      title: string;
    };
  } | {
    type: "sync.progress";
    payload: {
      syncRunId: string;
      connectionId: string;
      state: "running" | "complete" | "partial" | "failed" | "cancelled";
      reason: string | null;
      scopes: {
        done: number;
        failed: number;
        total: number;
      };
      seen: number;
      created: number;
      updated: number;
      deleted: number;
    };
  } | {
    type: "drift.checked";
    payload: {
      checkId: string;
      projectId: string;
      state: "running" | "complete" | "failed";
      reason: string | null;
      checked: number | null;
      drifted: number | null;
    };
  } | {
    type: "import.progress";
    payload: {
      importId: string;
      resourceId: string;
      projectId: string;
      state: "drafting" | "proposed" | "failed";
      text: string;
      runId: string | null;
    };
  } | {
    type: "knowledge.progress";
    payload: {
      ingestId: string;
      sourceId: string;
      state: "running" | "complete" | "partial" | "failed" | "cancelled";
      reason: string | null;
      documents: {
        done: number;
        failed: number;
        total: number | null;
      };
      chunks: {
        added: number;
        removed: number;
      };
    };
  } | {
    type: "knowledge.index";
    payload: {
      indexId: string;
      state: "building" | "serving" | "retired";
      embedding: string;
      done: number;
      total: number;
    };
  } | {
    type: "memory.changed";
    payload: {
      noteId: string;
      state: "proposed" | "kept" | "declined" | "removed";
    };
  } | {
    type: "delivery.changed";
    payload: {
      deliveryId: string;
      noticeId: string;
      state: "waiting" | "sending" | "sent" | "dead" | "skipped";
    };
  } | {
    type: "pull_request.changed";
    payload: {
      pullRequestId: string;
      projectId: string;
      state: "opening" | "open" | "merged" | "closed" | "failed";
    };
  } | {
    type: "connection.checked";
    payload: {
      connectionId: string;
      checkId: string;
      state: "waiting" | "running" | "passed" | "limited" | "failed" | "cancelled";
      connection: "unverified" | "verified" | "limited" | "broken";
      step: {
        name: "reachable" | "authenticated" | "identity" | "external_id" | "read" | "write" | "regions";
        state: "waiting" | "running" | "ok" | "warning" | "failed" | "skipped";
      } | null;
    };
  } | {
    type: "members.changed";
    payload: {
      userId: string | null;
    };
  } | {
    type: "notice";
    payload: {
      noticeKey: string;
      level: "info" | "warning" | "error";
      text: string;
      /** The page to act on, such as /accounts/{id} */
      href: string | null;
    };
  };
} | {
  type: "caughtUp";
  stream: string;
  seq: number;
} | {
  type: "refused";
  stream: string | null;
  problem: string;
} | {
  type: "pong";
};

export type LiveRequest = {
  type: "resume";
  stream: string;
  afterSeq: number;
} | {
  type: "leave";
  stream: string;
} | {
  type: "ping";
};

export type LiveTicket = {
  ticket: string;
  expiresAt: string;
};

export type ManifestPolicy = {
  /** the namespaces that may be changed; null: all but the cluster's own (kube-system and its like) */
  namespaces: Array<string> | null;
  /** what is refused unless it stands here */
  allow: Array<"privileged_pods" | "host_access" | "cluster_admin" | "wide_roles" | "cluster_scoped" | "webhooks" | "custom_resource_definitions" | "custom_resources">;
};

export type ManifestPolicyInput = {
  /** the namespaces that may be changed; null: all but the cluster's own (kube-system and its like) */
  namespaces: Array<string> | null;
  /** what is refused unless it stands here */
  allow: Array<"privileged_pods" | "host_access" | "cluster_admin" | "wide_roles" | "cluster_scoped" | "webhooks" | "custom_resource_definitions" | "custom_resources">;
};

export type Me = {
  user: Person;
  organisation: Organisation;
  role: "viewer" | "operator" | "approver" | "admin";
  /** where your role in a project is another than in the organisation, by its id */
  projectRoles: Record<string, "viewer" | "operator" | "approver" | "admin">;
  /** what answers by default */
  model: {
    id: string;
    label: string;
    offline: boolean;
  };
  temporalUiUrl: string;
  /** the personal token that asks, where one does */
  token: {
    id: string;
    name: string;
    role: "viewer" | "operator" | "approver" | "admin";
    expiresAt: string;
  } | null;
};

export type Member = {
  id: string;
  name: string;
  role: "viewer" | "operator" | "approver" | "admin";
  joinedAt: string;
  /** for admins */
  email: string | null;
  /** for admins; others see active members only */
  state: "active" | "deactivated" | null;
  /** for admins */
  lastSeenAt: string | null;
};

export type MemoryNote = {
  id: string;
  text: string;
  /** kept: the agent is told; proposed: the agent would like it kept */
  state: "proposed" | "kept" | "declined" | "removed";
  /** null: for all projects */
  projectId: string | null;
  projectName: string | null;
  /** null: the agent proposed it */
  createdBy: Person | null;
  /** the conversation in which it was proposed */
  session: {
    id: string;
    title: string;
  } | null;
  /** proposed in a conversation that had read documents: look whether it is their idea or yours */
  afterDocuments: boolean;
  createdAt: string;
  updatedAt: string;
};

export type Message = {
  id: string;
  /** null while it waits */
  turnId: string | null;
  role: "user" | "assistant" | "tool";
  /** of a tool: its JSON result */
  text: string;
  authorId: string | null;
  delivery: "queue" | "steer" | "interrupt";
  toolCalls: Array<{
    id: string;
    name: string;
    args: Record<string, unknown>;
  }>;
  toolCallId: string | null;
  toolName: string | null;
  ok: boolean | null;
  /** of a tool: how long it took */
  ms: number | null;
  stopped: boolean;
  model: string | null;
  /** the run that this call of propose_change created */
  runId: string | null;
  createdAt: string;
};

export type Model = {
  id: string;
  label: string;
  offline: boolean;
};

export type Neighbours = {
  groups: Array<{
    /** `out`: this resource is `from` */
    direction: "out" | "in";
    kind: "contains" | "network" | "routes_to" | "iam" | "data" | "runs_on" | "manages" | "deletes_before";
    count: number;
    items: Array<{
      resource: ResourceRef;
      confidence: number;
      rule: string;
      evidence: Record<string, unknown>;
    }>;
  }>;
};

export type NoticeChannel = {
  id: string;
  kind: "email" | "slack" | "webhook";
  name: string;
  settings: {
    addresses?: Array<string>;
    /** whole for admins; others see its host only, because it may hold a key */
    url?: string;
    integrationId?: string;
    slackChannel?: string;
  };
  enabled: boolean;
  /** why the last sending failed */
  trouble: string | null;
  /** deliveries that were given up */
  dead: number;
  rules: Array<NoticeRule>;
  createdAt: string;
};

export type NoticeChannelCreated = {
  channel: NoticeChannel;
  /** of a webhook: `whsec_…`, to check signatures with (https://www.standardwebhooks.com). Shown this once */
  signingSecret: string | null;
};

export type NoticeItem = {
  id: string;
  kind: "approval_wanted" | "run_ended" | "drift_found" | "budget_passed" | "cost_anomaly" | "sync_failed" | "connection_broken" | "knowledge_failed" | "audit_broken" | "invitation" | "test";
  level: "info" | "warning" | "error";
  text: string;
  /** the page to act on, such as /runs/{id} */
  href: string | null;
  /** ids of what it is about, such as projectId and runId */
  subject: Record<string, string>;
  createdAt: string;
  /** when it was decided where it goes */
  routedAt: string | null;
  /** how many of its deliveries are in which state */
  deliveries: {
    waiting?: number;
    sending?: number;
    sent?: number;
    dead?: number;
    skipped?: number;
  };
};

export type NoticeRule = {
  id: string;
  kinds: Array<"approval_wanted" | "run_ended" | "drift_found" | "budget_passed" | "cost_anomaly" | "sync_failed" | "connection_broken" | "knowledge_failed" | "audit_broken" | "invitation" | "test">;
  projectId: string | null;
  enabled: boolean;
  createdAt: string;
};

export type Organisation = {
  id: string;
  name: string;
  slug: string;
};

export type OwnOrganisation = {
  id: string;
  name: string;
  slug: string;
  role: "viewer" | "operator" | "approver" | "admin";
};

export type OwnedCost = {
  /** ARN, lower-cased ARM id, full GCP name, OVH urn, Kubernetes uid */
  cloudId: string;
  /** in Terraform */
  address: string;
  /** null: not in the inventory */
  resourceId: string | null;
  /** null: no bill of the period names it */
  currency: string | null;
  amount: string | null;
  /** at the rate of the days with costs, for a month of 730 hours */
  monthlyRate: string | null;
  /** with costs */
  days: number;
};

/** Ranges are in UTF-16 units, as JavaScript counts */
export type Passage = {
  chunkId: string;
  /** the page that opens the document at this place */
  href: string;
  /** comparable within one answer only */
  score: number;
  document: {
    id: string;
    title: string;
    /** what its source calls it: a file name, path or URL */
    key: string;
    format: "markdown" | "text" | "html" | "pdf" | "docx" | null;
    sourceId: string;
    sourceName: string;
  };
  place: {
    /** the path of headings above it */
    headings: Array<string>;
    /** of the nearest heading */
    anchor: string | null;
    /** from 1, where the format has pages */
    page: number | null;
  };
  /** Markdown: the chunk, with neighbours that were found too */
  text: string;
  sentence: {
    /** the sentence that shares most with the question */
    text: string;
    /** where it stands in the text of this hit */
    start: number;
    /** where it stands in the text of the document */
    inDocument: {
      start: number;
      /** the first after it */
      end: number;
    };
    /** words of the question, within the sentence */
    highlights: Array<{
      start: number;
      /** the first after it */
      end: number;
    }>;
  };
};

export type Person = {
  id: string;
  name: string;
  email: string;
};

export type PersonalNoticeRule = {
  id: string;
  kinds: Array<"approval_wanted" | "run_ended" | "drift_found" | "budget_passed" | "cost_anomaly" | "sync_failed" | "connection_broken" | "knowledge_failed" | "audit_broken" | "invitation" | "test">;
  projectId: string | null;
  enabled: boolean;
  createdAt: string;
  way: "email" | "slack";
};

export type PersonalNoticeRules = {
  items: Array<PersonalNoticeRule>;
  ways: Array<{
    way: "email" | "slack";
    available: boolean;
    /** where it goes, or why it cannot and what to do */
    text: string;
  }>;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: "bad_request" | "unauthenticated" | "totp_required" | "forbidden" | "step_up_required" | "not_found" | "conflict" | "gone" | "payload_too_large" | "unprocessable" | "rate_limited" | "cancelled" | "internal" | "unavailable" | "config_invalid" | "dependency_unavailable" | "disk_full" | "gate_refused" | "terraform_failed" | "terraform_missing" | "plan_tampered" | "plan_digest_mismatch" | "state_locked" | "apply_interrupted" | "illegal_transition" | "model_unknown" | "model_key_rejected" | "model_overloaded" | "model_failed" | "credentials_rejected" | "cloud_throttled" | "cloud_denied" | "cursor_expired" | "cloud_failed";
  retryable: boolean;
  requestId: string;
  details?: Record<string, unknown>;
};

export type Project = {
  id: string;
  name: string;
  description: string;
  /** `members`: only its members and admins of the organisation see it */
  access: "organisation" | "members";
  /** what you may do there */
  role: "viewer" | "operator" | "approver" | "admin";
  createdAt: string;
  latestRevision: number | null;
  connections: Array<Connection>;
  lastRun: {
    id: string;
    state: string;
    kind: string;
    createdAt: string;
  } | null;
};

export type ProjectCosts = {
  metric: "billed" | "effective" | "list" | "contracted";
  /** both days are in it, UTC */
  period: {
    from: string;
    to: string;
  };
  /** of what was the project’s when its bill came */
  totals: Array<CostTotal>;
  daily: Array<CostRow>;
  byService: Array<CostRow>;
  /** what its state holds now */
  resources: Array<OwnedCost>;
  freshness: CostFreshness;
};

export type ProjectDrift = {
  /** of the state that was last read; null before the first apply */
  serial: number | null;
  readAt: string | null;
  addresses: number;
  lastCheck: DriftCheck | null;
  drifted: Array<{
    address: string;
    type: string;
    cloudId: string | null;
    /** in the inventory */
    resourceId: string | null;
    /** before: as the state says, after: as it is; an empty path is the whole thing. Masked where sensitive */
    drift: Array<{
      path: string;
      before: unknown;
      after: unknown;
    }>;
  }>;
};

export type ProjectMember = {
  user: Person;
  /** what counts in this project */
  role: "viewer" | "operator" | "approver" | "admin";
  organisationRole: "viewer" | "operator" | "approver" | "admin";
  /** given to them in this project */
  projectRole: "viewer" | "operator" | "approver" | "admin" | null;
};

export type ProjectMembers = {
  access: "organisation" | "members";
  /** everybody who sees the project */
  items: Array<ProjectMember>;
};

export type ProjectRepository = {
  link: RepoLink | null;
};

export type ProjectState = {
  /** null before the first apply */
  serial: number | null;
  resources: Array<{
    address: string;
    type: string;
    id: string | null;
    /** in the inventory; null when no sync has seen it */
    resourceId: string | null;
  }>;
};

export type ProvisioningRunStarted = {
  workflowId: string;
  temporalUrl: string;
  runId: string;
};

export type PullRequest = {
  id: string;
  projectId: string;
  projectName: string;
  repository: string;
  branch: string;
  /** null until the other side has given it one */
  number: number | null;
  url: string | null;
  title: string;
  state: "opening" | "open" | "merged" | "closed" | "failed";
  /** why it failed, or what became of its merge */
  reason: string | null;
  headSha: string | null;
  mergedSha: string | null;
  revisionNumber: number | null;
  /** the run that plans it and applies it */
  runId: string | null;
  runState: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed" | null;
  sessionId: string | null;
  /** who had Aurora open it */
  openedBy: Person | null;
  /** who opened it over there, by their name there */
  author: string | null;
  createdAt: string;
  updatedAt: string;
};

export type Readiness = {
  ok: boolean;
  parts: {
    postgres: {
      ok: boolean;
      detail: string;
      ms: number;
    };
    temporal: {
      ok: boolean;
      detail: string;
      ms: number;
    };
    vault: {
      ok: boolean;
      detail: string;
      ms: number;
    };
    s3: {
      ok: boolean;
      detail: string;
      ms: number;
    };
    weaviate: {
      ok: boolean;
      detail: string;
      ms: number;
    };
  };
};

export type RecoveryCodes = {
  /** each once, instead of a code; shown this once */
  recoveryCodes: Array<string>;
};

export type Renewed = {
  accessToken: string;
  accessTokenExpiresAt: string;
  /** the next one; the one that was given is used up */
  refreshToken: string;
};

export type RepoLink = {
  projectId: string;
  integration: {
    id: string;
    name: string;
    kind: "github" | "slack";
  };
  repository: string;
  branch: string;
  /** '' for the root */
  folder: string;
  /** merge: merging the pull request is the decision of the person who merges, if they may make it; page: decisions are made in Aurora alone, and an applied change is merged */
  applyOn: "merge" | "page";
  /** the commit that the newest imported revision is of */
  importedSha: string | null;
  /** why what is on the branch could not be imported */
  reason: string | null;
  createdBy: Person | null;
  createdAt: string;
};

export type RepositoryImport = {
  link: RepoLink;
  /** what the folder is as; null for a folder without files */
  revision: number | null;
  /** false where the newest revision holds exactly that already */
  changed: boolean;
};

export type Resource = {
  id: string;
  connectionId: string;
  provider: "aws" | "azure" | "gcp" | "ovh" | "kubernetes";
  cloudId: string;
  name: string;
  account: string;
  region: string;
  service: string;
  nativeType: string;
  category: "compute" | "containers" | "serverless" | "storage" | "database" | "cache" | "network" | "load_balancing" | "dns" | "cdn" | "messaging" | "identity" | "secrets" | "monitoring" | "other";
  tags: Record<string, string>;
  codification: "codified" | "drifted" | "unmanaged";
  firstSeenAt: string;
  lastChangedAt: string;
  deletedAt: string | null;
  attributes: Record<string, unknown>;
  /** attributes that could not be read, with why */
  gaps: Record<string, "access_denied" | "gone" | "unsupported"> | null;
  cloudCreatedAt: string | null;
  /** end of the newest complete listing of its scope; null before the first */
  lastSeenAt: string | null;
  connection: {
    id: string;
    name: string;
    accountId: string;
    sandbox: boolean;
  };
  /** empty: in no project that you see */
  managedBy: Array<{
    projectId: string;
    projectName: string;
    /** in the project's Terraform state */
    address: string;
    /** null: as the state says, or not compared yet */
    drift: Array<{
      path: string;
      before: unknown;
      after: unknown;
    }> | null;
    driftCheckedAt: string | null;
  }>;
  /** whether a project that you do not see manages it; nothing more is told of that */
  managedElsewhere: boolean;
};

export type ResourceChange = {
  id: number;
  kind: "created" | "updated" | "deleted" | "returned";
  changes: Array<{
    path: string;
    before: unknown;
    after: unknown;
  }> | null;
  syncRunId: string | null;
  at: string;
};

export type ResourceCosts = {
  metric: "billed" | "effective" | "list" | "contracted";
  /** both days are in it, UTC */
  period: {
    from: string;
    to: string;
  };
  currencies: Array<{
    currency: string;
    /** decimal text, every digit kept */
    amount: string;
    daily: Array<{
      day: string;
      /** decimal text, every digit kept */
      amount: string;
    }>;
    byCharge: Array<{
      service: string | null;
      chargeCategory: string;
      /** decimal text, every digit kept */
      amount: string;
    }>;
  }>;
  freshness: CostFreshness;
};

export type ResourceFacets = {
  total: number;
  provider: Array<{
    value: string;
    count: number;
  }>;
  connectionId: Array<{
    value: string;
    count: number;
  }>;
  account: Array<{
    value: string;
    count: number;
  }>;
  region: Array<{
    value: string;
    count: number;
  }>;
  service: Array<{
    value: string;
    count: number;
  }>;
  nativeType: Array<{
    value: string;
    count: number;
  }>;
  category: Array<{
    value: string;
    count: number;
  }>;
  codification: Array<{
    value: string;
    count: number;
  }>;
};

export type ResourceImport = {
  id: string;
  resourceId: string;
  projectId: string;
  /** `proposed`: there is a run, which waits for people like any other */
  state: "drafting" | "proposed" | "failed";
  /** why it failed */
  reason: string | null;
  address: string | null;
  runId: string | null;
  startedAt: string;
  finishedAt: string | null;
};

export type ResourceListItem = {
  id: string;
  connectionId: string;
  provider: "aws" | "azure" | "gcp" | "ovh" | "kubernetes";
  cloudId: string;
  name: string;
  account: string;
  region: string;
  service: string;
  nativeType: string;
  category: "compute" | "containers" | "serverless" | "storage" | "database" | "cache" | "network" | "load_balancing" | "dns" | "cdn" | "messaging" | "identity" | "secrets" | "monitoring" | "other";
  tags: Record<string, string>;
  codification: "codified" | "drifted" | "unmanaged";
  firstSeenAt: string;
  lastChangedAt: string;
  deletedAt: string | null;
};

export type ResourcePage = {
  items: Array<ResourceListItem>;
  nextCursor: string | null;
  total: Total;
};

export type ResourceRef = {
  /** null: known by name from another resource, and not in the inventory */
  id: string | null;
  /** ARN, lower-cased ARM id, full GCP name, OVH urn, Kubernetes uid */
  cloudId: string;
  name: string;
  provider: "aws" | "azure" | "gcp" | "ovh" | "kubernetes" | null;
  account: string | null;
  /** `global` for what belongs to no region */
  region: string | null;
  service: string | null;
  nativeType: string | null;
  category: "compute" | "containers" | "serverless" | "storage" | "database" | "cache" | "network" | "load_balancing" | "dns" | "cdn" | "messaging" | "identity" | "secrets" | "monitoring" | "other" | null;
  deletedAt: string | null;
};

export type ResourceSyncStarted = {
  workflowId: string;
  temporalUrl: string;
  syncRunId: string;
};

export type Revision = {
  id: string;
  projectId: string;
  number: number;
  reason: string;
  author: Person | null;
  byAgent: boolean;
  sessionId: string | null;
  filesSha256: string;
  files: Array<{
    path: string;
    bytes: number;
    sha256: string;
  }>;
  createdAt: string;
};

export type RevisionWithFiles = {
  id: string;
  projectId: string;
  number: number;
  reason: string;
  author: Person | null;
  byAgent: boolean;
  sessionId: string | null;
  filesSha256: string;
  files: Array<{
    path: string;
    bytes: number;
    sha256: string;
  }>;
  createdAt: string;
  /** path to text */
  contents: Record<string, string>;
};

export type Run = {
  id: string;
  projectId: string;
  projectName: string;
  revisionNumber: number;
  revisionReason: string;
  kind: "apply" | "destroy" | "plan";
  /** what plans and applies it */
  engine: "terraform" | "kubernetes";
  state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
  reason: string | null;
  requestedBy: Person;
  sessionId: string | null;
  planSha256: string | null;
  counts: {
    create: number;
    update: number;
    replace: number;
    destroy: number;
    forget: number;
    import: number;
    move: number;
    read: number;
    noop: number;
  } | null;
  riskClass: "low" | "medium" | "high" | "critical" | null;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
  summary: {
    /** of what planned it: for the Kubernetes engine the version of the cluster */
    terraformVersion: string;
    /** false when Terraform deferred something */
    complete: boolean;
    /** import and move count also resources that change otherwise */
    counts: {
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
    /** most dangerous first: destroy, replace, forget, update, create, import, move, read */
    changes: Array<{
      address: string;
      /** where it was before a move */
      previousAddress?: string;
      type: string;
      name: string;
      provider: string;
      /** move and import only where nothing else changes */
      action: "create" | "update" | "replace" | "destroy" | "forget" | "import" | "move" | "read";
      replaceOrder?: "delete-create" | "create-delete";
      /** Terraform's action_reason, such as replace_because_cannot_update */
      reason?: string;
      /** the attributes that force the replacement */
      replacePaths: Array<string>;
      importId?: string;
      attributes: Array<{
        /** dotted, with list indexes: ingress[0].from_port */
        path: string;
        /** unknown: known only after apply */
        kind: "added" | "removed" | "changed" | "unknown";
        before?: unknown;
        after?: unknown;
        /** the values are masked */
        sensitive: boolean;
        forcesReplacement: boolean;
      }>;
    }>;
    outputs: Array<{
      name: string;
      action: "create" | "update" | "destroy";
      before?: unknown;
      after?: unknown;
      sensitive: boolean;
    }>;
    /** what moved outside Terraform; null and empty are equal */
    drift: Array<{
      address: string;
      action: "update" | "destroy";
      attributes: Array<{
        /** dotted, with list indexes: ingress[0].from_port */
        path: string;
        /** unknown: known only after apply */
        kind: "added" | "removed" | "changed" | "unknown";
        before?: unknown;
        after?: unknown;
        /** the values are masked */
        sensitive: boolean;
        forcesReplacement: boolean;
      }>;
    }>;
  } | null;
  risk: {
    class: "low" | "medium" | "high" | "critical";
    /** sentences, most serious first, such as "data loss: aws_dynamodb_table.orders" */
    reasons: Array<string>;
    /** the requester may not be the one who approves */
    secondPerson: boolean;
    /** where it is not that data can be lost */
    secondPersonWhy?: string;
  } | null;
  /** what the plan would cost a month; null before there is a plan */
  cost: {
    status: "estimated";
    currency: string;
    priceBook: {
      name: string;
      date: string;
    };
    hoursPerMonth: 730;
    /** all resources of the project */
    before: {
      low: string;
      expected: string;
      high: string;
    };
    /** a month, in `currency` */
    after: {
      low: string;
      expected: string;
      high: string;
    };
    /** a month, in `currency` */
    delta: {
      low: string;
      expected: string;
      high: string;
    };
    coverage: {
      /** resources that the plan changes */
      changed: number;
      priced: number;
      free: number;
      partial: number;
      unpriced: number;
      /** priced and free ones of the changed, 0 to 1, four digits; 1 where nothing changes */
      share: string;
    };
    /** changed types without a price: they are not in any sum */
    unpricedTypes: Array<string>;
    /** changed resources of which a part is not in any sum */
    partialResources: Array<string>;
    /** resources that stay as they are, in before and after alike */
    unchanged: number;
    /** changed ones, largest change first */
    resources: Array<{
      address: string;
      type: string;
      region: string;
      action: "create" | "update" | "replace" | "destroy" | "noop";
      /** partial: a part has no price and is not in the sums */
      status: "priced" | "partial" | "free" | "unpriced";
      /** a month, in `currency` */
      before: {
        low: string;
        expected: string;
        high: string;
      };
      /** a month, in `currency` */
      after: {
        low: string;
        expected: string;
        high: string;
      };
      /** a month, in `currency` */
      delta: {
        low: string;
        expected: string;
        high: string;
      };
      /** after the change; before it for what is destroyed */
      components: Array<{
        /** as people know it: "Storage (general purpose SSD, gp3)" */
        name: string;
        /** the blocks above it, such as root_block_device */
        path: Array<string>;
        /** what is counted: hours, GB, 1M requests */
        unit: string;
        /** of one unit a month; null where the price book has none */
        unitPrice: string | null;
        /** null where it depends on use that nobody stated */
        monthlyQuantity: string | null;
        /** null where quantity or price is */
        monthlyCost: string | null;
        usageBased: boolean;
        /** null without a price */
        range: {
          low: string;
          expected: string;
          high: string;
        } | null;
        /** the use that expected and high rest on, where none was stated */
        assumed: string | null;
      }>;
      /** what was assumed, and what has no price */
      notes: Array<string>;
    }>;
  } | {
    status: "failed";
    reason: string;
  } | null;
  /** what the plan was made from, by name */
  digests: Record<string, string> | null;
  approvalsRequired: number | null;
  approvals: Array<Approval>;
  /** for the one who asks, now */
  mayApprove: {
    allowed: boolean;
    why: string | null;
  };
  expiresAt: string | null;
  /** the run of the same project that it waits for */
  blockedBy: string | null;
  timeline: Array<{
    state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
    reason: string | null;
    at: string;
  }>;
  /** what was found after an apply whose worker died */
  reconcile: {
    serial: number | null;
    resources: number;
    lock: {
      id: string;
      owner: string;
      ageSeconds: number;
    } | null;
    text: string;
  } | null;
  sandbox: boolean;
  workflowId: string;
  temporalUrl: string;
  /** of stream run:{id} when this was read; resume from it */
  lastSeq: number;
};

export type RunCosts = {
  metric: "billed" | "effective" | "list" | "contracted";
  /** since the run ended */
  period: {
    from: string;
    to: string;
  };
  estimate: {
    status: "estimated";
    currency: string;
    priceBook: {
      name: string;
      date: string;
    };
    hoursPerMonth: 730;
    /** all resources of the project */
    before: {
      low: string;
      expected: string;
      high: string;
    };
    /** a month, in `currency` */
    after: {
      low: string;
      expected: string;
      high: string;
    };
    /** a month, in `currency` */
    delta: {
      low: string;
      expected: string;
      high: string;
    };
    coverage: {
      /** resources that the plan changes */
      changed: number;
      priced: number;
      free: number;
      partial: number;
      unpriced: number;
      /** priced and free ones of the changed, 0 to 1, four digits; 1 where nothing changes */
      share: string;
    };
    /** changed types without a price: they are not in any sum */
    unpricedTypes: Array<string>;
    /** changed resources of which a part is not in any sum */
    partialResources: Array<string>;
    /** resources that stay as they are, in before and after alike */
    unchanged: number;
    /** changed ones, largest change first */
    resources: Array<{
      address: string;
      type: string;
      region: string;
      action: "create" | "update" | "replace" | "destroy" | "noop";
      /** partial: a part has no price and is not in the sums */
      status: "priced" | "partial" | "free" | "unpriced";
      /** a month, in `currency` */
      before: {
        low: string;
        expected: string;
        high: string;
      };
      /** a month, in `currency` */
      after: {
        low: string;
        expected: string;
        high: string;
      };
      /** a month, in `currency` */
      delta: {
        low: string;
        expected: string;
        high: string;
      };
      /** after the change; before it for what is destroyed */
      components: Array<{
        /** as people know it: "Storage (general purpose SSD, gp3)" */
        name: string;
        /** the blocks above it, such as root_block_device */
        path: Array<string>;
        /** what is counted: hours, GB, 1M requests */
        unit: string;
        /** of one unit a month; null where the price book has none */
        unitPrice: string | null;
        /** null where it depends on use that nobody stated */
        monthlyQuantity: string | null;
        /** null where quantity or price is */
        monthlyCost: string | null;
        usageBased: boolean;
        /** null without a price */
        range: {
          low: string;
          expected: string;
          high: string;
        } | null;
        /** the use that expected and high rest on, where none was stated */
        assumed: string | null;
      }>;
      /** what was assumed, and what has no price */
      notes: Array<string>;
    }>;
  } | {
    status: "failed";
    reason: string;
  } | null;
  /** of what the run made and the bills name so far */
  totals: Array<{
    currency: string;
    /** decimal text, every digit kept */
    amount: string;
    /** decimal text, every digit kept */
    monthlyRate: string;
  }>;
  /** what the run made and the state still holds */
  resources: Array<OwnedCost>;
  freshness: CostFreshness;
};

export type RunListItem = {
  id: string;
  projectId: string;
  projectName: string;
  revisionNumber: number;
  revisionReason: string;
  kind: "apply" | "destroy" | "plan";
  /** what plans and applies it */
  engine: "terraform" | "kubernetes";
  state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
  reason: string | null;
  requestedBy: Person;
  sessionId: string | null;
  planSha256: string | null;
  counts: {
    create: number;
    update: number;
    replace: number;
    destroy: number;
    forget: number;
    import: number;
    move: number;
    read: number;
    noop: number;
  } | null;
  riskClass: "low" | "medium" | "high" | "critical" | null;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
};

export type RunPullRequest = {
  pullRequest: PullRequest | null;
};

export type SavedView = {
  id: string;
  page: string;
  name: string;
  /** the page's own query string */
  query: string;
  /** with everybody in the organisation */
  shared: boolean;
  mine: boolean;
  owner: Person;
  createdAt: string;
};

export type SearchAnswer = {
  /** words: BM25; meaning: vectors; hybrid: both, by the weight */
  mode: "words" | "meaning" | "hybrid";
  /** how much meaning counted beside words, 0 to 1 */
  weight: number;
  /** why words alone were searched, or why there is nothing to search */
  note: string | null;
  hits: Array<Passage>;
};

export type Session = {
  id: string;
  title: string;
  projectId: string;
  projectName: string;
  /** null: the platform's default */
  model: string | null;
  createdBy: Person;
  createdAt: string;
  updatedAt: string;
  /** the newest */
  turn: {
    id: string;
    state: "queued" | "running" | "waiting" | "completed" | "stopped" | "failed";
    reason: string | null;
  } | null;
  /** of stream session:{id} when this was read; resume from it */
  lastSeq: number;
  workflowId: string;
  temporalUrl: string;
};

export type ShownInvitation = {
  organisation: string;
  invitedBy: string;
  role: "viewer" | "operator" | "approver" | "admin";
  email: string;
  expiresAt: string;
  /** they accept with the password of their account */
  hasAccount: boolean;
};

export type SignIn = {
  id: string;
  /** the one that asks */
  current: boolean;
  organisation: string;
  /** as it names itself, such as "Firefox 130 on Linux" */
  browser: string;
  /** where it was when it signed in */
  address: string | null;
  createdAt: string;
  /** within a quarter of an hour */
  lastUsedAt: string | null;
  expiresAt: string;
};

export type SignedIn = {
  user: Person;
  organisation: Organisation;
  role: "viewer" | "operator" | "approver" | "admin";
  /** opaque, for POST /auth/token; keep it out of page scripts */
  refreshToken: string;
  /** JWT for `Authorization: Bearer`, at most 15 minutes */
  accessToken: string;
  accessTokenExpiresAt: string;
};

export type SigningSecretRotated = {
  signingSecret: string;
  /** until then each notice is signed with both */
  previousUntil: string;
};

export type Sync = {
  connectionId: string;
  enabled: boolean;
  intervalMinutes: number;
  /** null: every region that the account has enabled */
  regions: Array<string> | null;
  /** set when the provider refused the credentials */
  pausedReason: string | null;
  pausedAt: string | null;
  /** null: none is planned, or it is not known right now */
  nextRunAt: string | null;
  running: SyncRun | null;
  /** the newest that has ended */
  lastRun: SyncRun | null;
  /** end of the newest that read everything */
  lastCompleteAt: string | null;
};

export type SyncRun = {
  id: string;
  connectionId: string;
  trigger: "schedule" | "person" | "connect" | "run";
  requestedBy: Person | null;
  state: "running" | "complete" | "partial" | "failed" | "cancelled";
  /** in words, when it did not complete */
  reason: string | null;
  startedAt: string;
  finishedAt: string | null;
  scopes: {
    done: number;
    failed: number;
    total: number;
  };
  seen: number;
  created: number;
  updated: number;
  deleted: number;
  /** how often the provider asked to go slower */
  throttles: number;
};

export type SyncRunWithScopes = {
  id: string;
  connectionId: string;
  trigger: "schedule" | "person" | "connect" | "run";
  requestedBy: Person | null;
  state: "running" | "complete" | "partial" | "failed" | "cancelled";
  /** in words, when it did not complete */
  reason: string | null;
  startedAt: string;
  finishedAt: string | null;
  scopes: {
    done: number;
    failed: number;
    total: number;
  };
  seen: number;
  created: number;
  updated: number;
  deleted: number;
  /** how often the provider asked to go slower */
  throttles: number;
  /** one listing of one region each */
  items: Array<{
    id: string;
    account: string;
    region: string;
    /** the listing, such as `ec2.instances` */
    kind: string;
    state: "waiting" | "running" | "complete" | "failed" | "skipped";
    pages: number;
    seen: number;
    created: number;
    updated: number;
    deleted: number;
    throttles: number;
    error: string | null;
    startedAt: string | null;
    finishedAt: string | null;
  }>;
};

export type TemporalPayloads = {
  payloads: Array<{
    metadata?: Record<string, string>;
    data?: string;
  }>;
};

export type TemporalPayloadsInput = {
  payloads: Array<{
    metadata?: Record<string, string>;
    data?: string;
  }>;
};

export type TestNotice = {
  deliveryId: string;
};

export type Total = {
  count: number;
  /** false: there are more than `count` */
  exact: boolean;
};

export type Why = {
  cloudId: string;
  /** where it is under code now; the thing's own address first, then those of its parts */
  heldBy: Array<{
    project: {
      id: string;
      name: string;
    };
    address: string;
    companion: boolean;
  }>;
  /** whether a project that you do not see holds it; nothing more is told of that */
  heldElsewhere: boolean;
  /** what was done to it here, oldest first; empty for what was not made here */
  steps: Array<{
    kind: "created" | "imported" | "updated" | "destroyed" | "forgotten";
    address: string;
    /** done to a part of the thing, such as a bucket's versioning */
    companion: boolean;
    project: {
      id: string;
      name: string;
    };
    /** null: no run did it; the state was changed by hand */
    runId: string | null;
    at: string;
  }>;
  /** in the order in which they ended */
  runs: Array<{
    id: string;
    kind: "apply" | "destroy" | "plan";
    state: "queued" | "gating" | "planning" | "evaluating" | "no_changes" | "planned" | "awaiting_approval" | "approved" | "verifying" | "applying" | "applied" | "partial" | "rejected" | "expired" | "superseded" | "stale" | "cancelled" | "failed";
    finishedAt: string | null;
    requestedBy: Person;
    approvals: Array<{
      by: Person;
      decision: "approve" | "reject";
      comment: string | null;
      counted: boolean | null;
      refusal: string | null;
      at: string;
    }>;
    revision: {
      number: number;
      reason: string;
      byAgent: boolean;
      author: Person | null;
    };
    /** the words in which it was asked for; null when not in a conversation */
    message: {
      messageId: string;
      text: string;
      by: Person | null;
      at: string;
      sessionId: string;
      sessionTitle: string;
    } | null;
  }>;
  provider: {
    /** those that say who or what made it */
    tags: Array<{
      tag: string;
      value: string;
    }>;
    createdAt: string | null;
    firstSeenAt: string | null;
    deletedAt: string | null;
  };
};
