-- Deliveries in flight per handler, formerly "hands". A new column and not a rename: processes of the build before this one
-- keep writing "hands" until they are replaced. Each row lives as long as its process, so no data is copied.
ALTER TABLE "running_process" ADD COLUMN "in_flight" JSONB NOT NULL DEFAULT '[]';

-- Closed sets that were plain text.
ALTER TABLE "deploy" ADD CONSTRAINT "deploy_kind_check" CHECK ("kind" IN ('worker', 'web', 'sink')) NOT VALID;
ALTER TABLE "retention_run" ADD CONSTRAINT "retention_run_kind_check"
  CHECK ("kind" IN ('payloads', 'dead_letters', 'idempotency_keys', 'sign_ins', 'alerts', 'processes')) NOT VALID;
