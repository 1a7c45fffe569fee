/** What the API answers, as far as the console shows it. Times are ISO 8601. */

export interface ErrorEnvelope {
  error: {
    code: string;
    message: string;
    details: { loc?: (string | number)[]; msg?: string }[] | null;
    request_id: string | null;
  };
}

export type Scope = 'read' | 'write' | 'admin';

export interface Access {
  key_required: boolean;
  key_id: string;
  name: string;
  tenant_id: string | null;
  scopes: Scope[];
}

export interface Check {
  name: string;
  status: 'ok' | 'degraded' | 'fail';
  detail?: string;
  latency_ms?: number;
}

export interface Readiness {
  status: 'ready' | 'degraded' | 'not_ready';
  checks: Check[];
}

export interface DeliveryCounts {
  pending: number;
  delivered: number;
  dead_letter: number;
  total: number;
}

export interface Dashboard {
  migration: { current_revision: string | null; expected_head: string; pending_count: number };
  counts: { episodes: number; memories: number; subjects: number };
  jobs: Record<string, number>;
  webhooks: DeliveryCounts;
  health_distribution: Record<string, number>;
}

/** What waits of a tenant. */
export interface Waiting {
  /** Empty for none. */
  tenant_id: string;
  subjects: number;
  oldest_seconds: number;
  /** Whether an operator has paused this work for the tenant. */
  paused: boolean;
}

export interface WaitingCompiles {
  waiting: (Waiting & { episodes: number })[];
}

export interface Embeddings {
  model: string | null;
  configured_model: string | null;
  state: 'current' | 'changing';
  previous_models: { model: string; subjects: number; memories: number; available: boolean }[];
  subjects_waiting: number;
  memories_waiting: number;
  waiting: (Waiting & { memories: number })[];
}

export interface Finding {
  check: string;
  severity: 'ok' | 'warning' | 'critical';
  message: string;
  mend: string | null;
  runbook: string | null;
}

export interface Doctor {
  status: Finding['severity'];
  findings: Finding[];
}

export type TenantRole = 'compiler' | 'embedder' | 'deliveries';

export interface TenantPause {
  tenant_id: string;
  role: TenantRole;
  since: string;
  actor: string;
  reason: string | null;
  held: number;
}

export interface TenantPauses extends Paged {
  pauses: TenantPause[];
}

export interface TenantPauseChange {
  tenant_id: string;
  changed: TenantRole[];
  pauses: TenantPause[];
}

export interface GroupPartition {
  topic: string;
  partition: number;
  committed: number;
  end: number;
  lag: number;
  lag_seconds: number;
  in_per_second: number;
  out_per_second: number;
  hot: boolean;
  member: string | null;
  host: string | null;
}

export interface Group {
  group: string;
  role: string;
  topic: string;
  state: string;
  detail: string;
  group_state: string;
  members: number;
  lag: number;
  lag_seconds: number;
  in_per_second: number;
  out_per_second: number;
  drain_seconds: number | null;
  resettable: boolean;
  paused_tenants: TenantPause[];
  partitions: GroupPartition[];
}

export interface GroupReset {
  group: string;
  dry_run: boolean;
  repeated: number;
}

export interface Topic {
  topic: string;
  exists: boolean;
  partitions: number;
  replication: number;
  under_replicated: number;
  retention_hours: number;
  cleanup_policy: string;
  bytes: number | null;
  records: number;
  records_per_second: number;
  differences: string[];
}

export interface Slot {
  name: string;
  plugin: string | null;
  active: boolean;
  wal_status: string;
  held_bytes: number;
  limit_bytes: number | null;
  bytes_per_second: number | null;
  seconds_until_full: number | null;
}

export interface LedgerTenant {
  tenant_id: string | null;
  episodes: number;
  waiting: number;
  compiled: number | null;
  empty: number | null;
  pending: number | null;
  unaccounted: number | null;
  not_queued: number | null;
  paused: TenantRole[];
}

export interface Ledger {
  balanced: boolean;
  exact: boolean;
  at: string;
  log: { accepted: number; applied: number; in_flight: number; missing: number; dead_lettered: number };
  producers: { accepted: number; taken: number; in_flight: number; dead_lettered: number };
  tenants: LedgerTenant[];
}

export interface Letter {
  id: string;
  kind: 'record' | 'job';
  topic: string | null;
  at: string;
  stage: string;
  code: string;
  message: string;
  origin: string | null;
  key: string | null;
  tenant_id: string | null;
  subject_id: string | null;
  redrives: number;
  obstacle: string | null;
  value_bytes: number;
}

export interface LetterGroup {
  kind: 'record' | 'job';
  topic: string | null;
  stage: string;
  code: string;
  tenant_id: string | null;
  count: number;
  blocked: number;
  oldest_at: string;
  newest_at: string;
  message: string;
  sample_id: string;
}

export interface Inbox {
  groups: LetterGroup[] | null;
  groups_complete: boolean;
  letters: Letter[];
  next_cursor: string | null;
}

/** A text, or bytes in base64. */
export interface Encoded {
  value: string | null;
  encoding: 'text' | 'base64';
}

export interface LetterDetail {
  letter: Letter;
  state: string;
  headers: (Encoded & { name: string })[];
  value: (Encoded & { bytes: number; cut: boolean }) | null;
}

export interface LetterOutcome {
  dry_run: boolean;
  matched: number;
  handled: number;
  skipped_total: number;
  skipped: { id: string; reason: string }[];
  next_cursor: string | null;
}

export interface Endpoint {
  id: string;
  tenant_id: string | null;
  url: string;
  description: string;
  event_types: string[];
  filters: { subject_prefix: string };
  headers: Record<string, string>;
  secrets: { type: string; public_key: string | null; created_at: string; expires_at: string | null }[];
  rate: number | null;
  ordering: 'fifo' | 'best_effort';
  paused: boolean;
  enabled: boolean;
  read_only: boolean;
  disabled_at: string | null;
  disabled_reason: string | null;
  failing_since: string | null;
  notices: Record<string, unknown>[];
  version: number;
  /** Only where it has just been made. */
  secret?: string;
}

export interface Endpoints {
  endpoints: Endpoint[];
  next_cursor: string | null;
}

export interface EndpointTest {
  delivery_id: string;
  status: string;
  http_status: number | null;
  error: string | null;
  duration_ms: number | null;
  response: string | null;
}

export interface EndpointDelivery {
  id: string;
  event_id: string;
  subject_id: string | null;
  event: string;
  status: string;
  attempts: number;
  max_attempts: number;
  next_attempt_at: string | null;
  last_error: string | null;
  http_status: number | null;
  created_at: string;
  delivered_at: string | null;
  body?: unknown;
}

export interface EndpointDeliveries {
  deliveries: EndpointDelivery[];
  next_cursor: string | null;
}

export interface EndpointAttempt {
  delivery_id: string;
  attempt: number;
  started_at: string;
  duration_ms: number;
  outcome: string;
  http_status: number | null;
  error: string | null;
  request: { url: string; headers: Record<string, unknown> };
  response: { headers: Record<string, unknown>; body: string };
}

export interface EndpointAttempts {
  attempts: EndpointAttempt[];
  next_cursor: string | null;
}

export interface Setting {
  value: unknown;
  applied_value: unknown;
  pending_restart: boolean;
  source: 'env' | 'global_db' | 'tenant_db';
  is_secret: boolean;
  category: string;
  kind: string;
  env_name: string;
  description: string;
  hot_reloadable: boolean;
  tenant_overridable: boolean;
  editable: boolean;
  allowed_values: string[] | null;
  min_value: number | null;
  max_value: number | null;
}

export interface Settings {
  settings: Record<string, Setting>;
}

export interface SettingChanges {
  entries: {
    id: number;
    key: string;
    old_value: unknown;
    new_value: unknown;
    action: string;
    tenant_id: string | null;
    changed_by: string;
    changed_at: string;
    note: string | null;
  }[];
}

export interface Issues {
  issues: {
    id: string;
    severity: 'critical' | 'high' | 'medium' | 'low';
    title: string;
    summary: string;
    fix: { kind: 'setting' | 'env'; key: string; env_name: string };
  }[];
}

export interface BundleRow {
  bundle_hash: string;
  tenant_id: string | null;
  rule_count: number;
  active: boolean;
  created_at: string;
}

export interface Bundles extends Paged {
  bundles: BundleRow[];
}

export interface Rule {
  id: string;
  description: string | null;
  when: Record<string, unknown>;
  action: 'deny' | 'redact';
  hits: number;
  last_hit_at: string | null;
}

export interface Bundle extends BundleRow {
  metadata: Record<string, unknown>;
  rules: Rule[];
  yaml_content: string;
}

export interface SimulatedReceipt {
  receipt_id: string;
  tenant_id: string | null;
  subject_id: string;
  created_at: string;
  caller_id: string | null;
  caller_type: string | null;
  denied: { memory_id: string; rule_id: string }[];
  redacted: { memory_id: string; rule_id: string }[];
}

export interface Simulation {
  bundle_hash: string;
  rule_count: number;
  receipts_examined: number;
  receipts_changed: number;
  missing_memories: number;
  rules: { rule_id: string; action: string; hits: number; receipts: number }[];
  receipts: SimulatedReceipt[];
  next_cursor: string | null;
}

/** Of a list that is paged by numbers. */
export interface Paged {
  total: number;
  limit: number;
  offset: number;
}

export interface SubjectRow {
  subject_id: string;
  tenant_id: string | null;
  episode_count: number;
  memory_count: number;
  session_count: number;
  last_episode_at: string | null;
  health_state: string | null;
  health_score: number | null;
  open_sessions: number;
}

export interface Subjects extends Paged {
  subjects: SubjectRow[];
}

export interface Subject {
  subject_id: string;
  tenant_id: string | null;
  summary: {
    episode_count: number;
    memory_count: number;
    session_count: number;
    first_seen_at: string | null;
    last_activity_at: string | null;
  };
  health: { score: number; state: string; factors: { signal: string; impact: number; detail: string }[] };
}

export interface SessionRow {
  session_id: string;
  status: string;
  first_message_at: string | null;
  first_response_seconds: number | null;
  resolution_seconds: number | null;
  first_response_breached: boolean;
  resolution_breached: boolean;
}

export interface Sla {
  total_sessions: number;
  open_sessions: number;
  sessions: SessionRow[];
}

export interface Episode {
  id: string;
  session_id?: string | null;
  source: string;
  type: string;
  payload: Record<string, unknown>;
  metadata: Record<string, unknown>;
  provenance: Record<string, unknown>;
  created_at: string;
  occurred_at?: string | null;
}

export interface Episodes extends Paged {
  episodes: Episode[];
}

export interface Memory {
  id: string;
  kind: string;
  content: string;
  summary: string;
  confidence: number;
  status: string;
  source_episode_ids: string[];
  valid_from: string;
  valid_to: string | null;
  created_at: string;
  sensitivity_labels: string[];
}

export interface Memories extends Paged {
  memories: Memory[];
}

export interface RelatedMemory {
  id: string;
  kind: string;
  content: string;
  status: string;
  created_at: string;
  relationship: string;
}

export interface RelatedMemories {
  superseding_memory: RelatedMemory | null;
  superseded_memories: RelatedMemory[];
  sibling_memories: RelatedMemory[];
  source_episode_count: number;
}

export interface Timeline {
  episodes: Episode[];
  memories: Memory[];
  episodes_has_more: boolean;
  memories_has_more: boolean;
}

export interface Candidate {
  id: string;
  kind: string;
  content: string;
  signals: Record<string, number>;
  similarity?: number;
  words?: number;
  score: number | null;
  chosen: boolean;
  reason: string | null;
}

export interface Context {
  assembled_context: string;
  token_estimate: number;
  facts: Memory[];
  episodes: Episode[];
  procedures: Memory[];
  receipt_id: string | null;
  receipt_emitted: boolean;
  partial?: string[];
  candidates?: Candidate[];
}

export interface ReceiptEntry {
  type: 'memory' | 'episode';
  rank: number;
  score: number | null;
  memory_id?: string;
  episode_id?: string;
  kind?: string;
  event_type?: string;
  valid_from?: string;
  occurred_at?: string | null;
  supersession_status?: string;
}

export interface ExcludedEntry {
  id: string;
  kind: string;
  score: number | null;
  reason: string | null;
}

export interface Receipt {
  receipt_id: string;
  parent_receipt_id: string | null;
  mode: string;
  tenant_id: string | null;
  subject_id: string;
  task: string;
  query_id: string | null;
  task_id: string | null;
  caller_id: string | null;
  caller_type: string | null;
  as_of: string;
  created_at: string;
  selected_entries: ReceiptEntry[];
  excluded_entries?: ExcludedEntry[];
  policy: {
    mode: string;
    policy_bundle_hash: string | null;
    filters_applied: Record<string, unknown>[];
    filters_skipped: Record<string, unknown>[];
  };
  output: { context_hash: string; context_size_bytes: number; token_estimate: number };
  region: string | null;
  receipt_signature_key_id: string | null;
  status?: string;
  prev_hash?: string | null;
  hash?: string;
}

export interface Receipts {
  receipts: Receipt[];
  next_cursor: string | null;
}

export interface Verification {
  valid: boolean | null;
  key_id: string | null;
  algorithm: string | null;
  reason: string;
}

export interface Job {
  job_id: string;
  subject_id: string;
  tenant_id: string | null;
  status: string;
  memories_created: number;
  error: string | null;
  created_at: string | null;
  started_at: string | null;
  completed_at: string | null;
}

export interface Jobs extends Paged {
  jobs: Job[];
}

export interface Delivery {
  id: string;
  event: string;
  status: string;
  attempts: number;
  max_attempts: number;
  last_attempt_at: string | null;
  next_attempt_at: string | null;
  last_error: string | null;
  http_status: number | null;
  created_at: string;
  delivered_at: string | null;
  tenant_id: string | null;
}

export interface Deliveries extends Paged {
  events: Delivery[];
}

export interface TenantConfig {
  tenant_id: string;
  config: Record<string, unknown>;
  version: number;
  created_at: string | null;
  updated_at: string | null;
}

export interface ApiKey {
  id: string;
  name: string;
  tenant_id: string | null;
  scopes: Scope[];
  rpm: number | null;
  created_at: string;
  rotated_at: string | null;
  previous_valid_until: string | null;
  expires_at: string | null;
  revoked_at: string | null;
  key?: string;
}

export interface ApiKeys extends Paged {
  keys: ApiKey[];
}

export interface Amounts {
  today?: number;
  '7d': number;
  '30d': number;
  total: number;
}

export interface Usage {
  period_start: string;
  episodes: Amounts;
  memories: Amounts;
  compile_jobs: Amounts;
  webhooks: Amounts;
  active_subjects: Amounts;
}

export interface AuditEntry {
  id: string;
  at: string;
  actor_id: string;
  actor_name: string;
  action: string;
  target: string;
  tenant_id: string | null;
  details: Record<string, unknown>;
  request_id: string | null;
}

export interface AuditEntries {
  entries: AuditEntry[];
  next_cursor: string | null;
}

export interface SuggestedMemory {
  id: string;
  subject_id: string;
  tenant_id: string | null;
  kind: string;
  content: string;
  suggested_labels: string[];
  sensitivity_labels: string[];
  created_at: string;
}

export interface SuggestedLabels extends Paged {
  memories: SuggestedMemory[];
  catalogue: { label: string; description: string }[];
}
