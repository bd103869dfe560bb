-- Bulk replays: a frozen set of dead letters, replayed by the worker in gated waves, and kept as a receipt.
CREATE TABLE "replay_batch" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "select_kind" TEXT NOT NULL,
    "cause" TEXT,
    "filter" JSONB,
    "failures_of" UUID,
    "selection" TEXT NOT NULL,
    "handlers" TEXT[],
    "causes" TEXT[],
    "change" JSONB,
    "change_erased_at" TIMESTAMPTZ(6),
    "reason" TEXT NOT NULL,
    "wave_mode" TEXT NOT NULL,
    "rate_per_second" INTEGER,
    "starts_when_prepared" BOOLEAN NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "pending" INTEGER NOT NULL DEFAULT 0,
    "in_flight" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "failed_again" INTEGER NOT NULL DEFAULT 0,
    "already_sent" INTEGER NOT NULL DEFAULT 0,
    "conflict" INTEGER NOT NULL DEFAULT 0,
    "invalid" INTEGER NOT NULL DEFAULT 0,
    "blocked" INTEGER NOT NULL DEFAULT 0,
    "aborted" INTEGER NOT NULL DEFAULT 0,
    "prepared" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "failure_causes" JSONB NOT NULL DEFAULT '{}',
    "sent_twice" INTEGER NOT NULL DEFAULT 0,
    "samples" JSONB NOT NULL DEFAULT '[]',
    "approval_required" BOOLEAN NOT NULL DEFAULT false,
    "approval_limit" INTEGER,
    "decision" TEXT,
    "decided_by_id" TEXT,
    "decided_by_name" TEXT,
    "decided_at" TIMESTAMPTZ(6),
    "decision_reason" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_by_account" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "request_id" TEXT,
    "last_action" TEXT,
    "last_by_id" TEXT,
    "last_by_name" TEXT,
    "last_at" TIMESTAMPTZ(6),
    "stop_code" TEXT,
    "stop_words" TEXT,
    "stop_cause" TEXT,
    "tokens" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "tokens_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "yielding" BOOLEAN NOT NULL DEFAULT false,
    "lease_owner" TEXT,
    "leased_until" TIMESTAMPTZ(6),
    "frozen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "version" INTEGER NOT NULL DEFAULT 1,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    CONSTRAINT "replay_batch_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "replay_batch_state_check" CHECK ("state" IN (
      'draft', 'awaiting_approval', 'running', 'paused', 'completed', 'stopped', 'aborted')),
    CONSTRAINT "replay_batch_select_kind_check" CHECK ("select_kind" IN ('cause', 'filter', 'letters', 'failures')),
    CONSTRAINT "replay_batch_wave_mode_check" CHECK ("wave_mode" IN ('gated', 'none')),
    CONSTRAINT "replay_batch_decision_check" CHECK ("decision" IN ('approved', 'declined')),
    CONSTRAINT "replay_batch_stop_code_check" CHECK ("stop_code" IN ('early-failure', 'wave-failed', 'new-cause')),
    CONSTRAINT "replay_batch_rate_check" CHECK ("rate_per_second" BETWEEN 1 AND 1000),
    CONSTRAINT "replay_batch_approval_check" CHECK ("decision" IS NULL OR "decided_by_id" <> "created_by_id"),
    -- Every item has exactly one outcome, and each is counted.
    CONSTRAINT "replay_batch_counts_check" CHECK ("total" = "pending" + "in_flight" + "delivered" + "failed_again"
      + "already_sent" + "conflict" + "invalid" + "blocked" + "aborted"),
    CONSTRAINT "replay_batch_count_signs_check" CHECK (least("pending", "in_flight", "delivered", "failed_again",
      "already_sent", "conflict", "invalid", "blocked", "aborted", "prepared", "changed", "unchanged") >= 0)
);
CREATE UNIQUE INDEX "replay_batch_created_by_account_idempotency_key_key"
  ON "replay_batch"("created_by_account", "idempotency_key");
CREATE INDEX "replay_batch_created_at_idx" ON "replay_batch"("created_at" DESC, "id" DESC);
CREATE INDEX "replay_batch_cause_idx" ON "replay_batch"("cause", "created_at" DESC) WHERE "cause" IS NOT NULL;
-- The driver's work: the batches that are not at their end.
CREATE INDEX "replay_batch_open_idx" ON "replay_batch"("created_at")
  WHERE "state" IN ('draft', 'awaiting_approval', 'running', 'paused') OR "in_flight" > 0;

CREATE TABLE "replay_item" (
    "batch_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "delivery_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'pending',
    "change" TEXT,
    "detail" TEXT,
    "new_id" UUID,
    "changed_by" TEXT,
    "changed_at" TIMESTAMPTZ(6),
    "blocked_by" UUID,
    "override_by" TEXT,
    "override_reason" TEXT,
    "settled_at" TIMESTAMPTZ(6),
    CONSTRAINT "replay_item_pkey" PRIMARY KEY ("batch_id", "number"),
    CONSTRAINT "replay_item_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "replay_batch"("id")
      ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "replay_item_outcome_check" CHECK ("outcome" IN (
      'pending', 'inFlight', 'delivered', 'failedAgain', 'alreadySent', 'conflict', 'invalid', 'blocked', 'aborted')),
    CONSTRAINT "replay_item_change_check" CHECK ("change" IN ('changed', 'unchanged', 'invalid')),
    CONSTRAINT "replay_item_replayed_check" CHECK ("new_id" IS NOT NULL OR "outcome" NOT IN ('inFlight', 'delivered', 'failedAgain'))
);
CREATE INDEX "replay_item_batch_id_outcome_number_idx" ON "replay_item"("batch_id", "outcome", "number");
CREATE UNIQUE INDEX "replay_item_new_id_key" ON "replay_item"("new_id") WHERE "new_id" IS NOT NULL;
-- Rows change twice: outcomes are settled one by one.
ALTER TABLE "replay_item" SET (fillfactor = 80);

CREATE TABLE "replay_wave" (
    "batch_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "first" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    CONSTRAINT "replay_wave_pkey" PRIMARY KEY ("batch_id", "number"),
    CONSTRAINT "replay_wave_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "replay_batch"("id")
      ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "replay_wave_state_check" CHECK ("state" IN ('running', 'passed', 'stopped')),
    CONSTRAINT "replay_wave_range_check" CHECK ("first" >= 1 AND "last" >= "first" AND "size" >= 1)
);

-- Keeps the counts of a batch. Per statement: a chunk of items costs one update of its batch.
CREATE FUNCTION replay_item_count() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if tg_op = 'INSERT' then
    update replay_batch b set total = b.total + n.items, pending = b.pending + n.items
    from (select batch_id, count(*)::int as items from after_rows group by batch_id) n where b.id = n.batch_id;
    return null;
  end if;
  update replay_batch b
  set pending = b.pending + d.pending, in_flight = b.in_flight + d.in_flight, delivered = b.delivered + d.delivered,
      failed_again = b.failed_again + d.failed_again, already_sent = b.already_sent + d.already_sent,
      conflict = b.conflict + d.conflict, invalid = b.invalid + d.invalid, blocked = b.blocked + d.blocked,
      aborted = b.aborted + d.aborted
  from (
    select batch_id,
           coalesce(sum(n) filter (where outcome = 'pending'), 0)::int as pending,
           coalesce(sum(n) filter (where outcome = 'inFlight'), 0)::int as in_flight,
           coalesce(sum(n) filter (where outcome = 'delivered'), 0)::int as delivered,
           coalesce(sum(n) filter (where outcome = 'failedAgain'), 0)::int as failed_again,
           coalesce(sum(n) filter (where outcome = 'alreadySent'), 0)::int as already_sent,
           coalesce(sum(n) filter (where outcome = 'conflict'), 0)::int as conflict,
           coalesce(sum(n) filter (where outcome = 'invalid'), 0)::int as invalid,
           coalesce(sum(n) filter (where outcome = 'blocked'), 0)::int as blocked,
           coalesce(sum(n) filter (where outcome = 'aborted'), 0)::int as aborted
    from (select batch_id, outcome, 1 as n from after_rows union all select batch_id, outcome, -1 from before_rows) moved
    group by batch_id
  ) d where b.id = d.batch_id;
  return null;
end $$;
CREATE TRIGGER replay_item_count_new AFTER INSERT ON "replay_item"
  REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION replay_item_count();
CREATE TRIGGER replay_item_count_moved AFTER UPDATE ON "replay_item"
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION replay_item_count();

-- Batches are targets of the audit log, and their changes expire.
ALTER TABLE "audit_entry" DROP CONSTRAINT "audit_entry_target_kind_check";
ALTER TABLE "audit_entry"
  ADD CONSTRAINT "audit_entry_target_kind_check" CHECK ("target_kind" IN (
    'delivery', 'cause', 'order', 'user', 'token', 'inbox', 'session', 'sending', 'handler', 'alert', 'list', 'route', 'replay'
  )) NOT VALID;
ALTER TABLE "audit_entry" VALIDATE CONSTRAINT "audit_entry_target_kind_check";
ALTER TABLE "retention_run" DROP CONSTRAINT "retention_run_kind_check";
ALTER TABLE "retention_run" ADD CONSTRAINT "retention_run_kind_check"
  CHECK ("kind" IN ('payloads', 'dead_letters', 'idempotency_keys', 'sign_ins', 'alerts', 'processes', 'replays')) NOT VALID;
ALTER TABLE "retention_run" VALIDATE CONSTRAINT "retention_run_kind_check";
