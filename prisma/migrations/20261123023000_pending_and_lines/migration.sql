-- The outbox is a log that relaying does not rewrite: what is still to relay is a narrow row beside it, deleted by the
-- transaction that gives birth to the deliveries. Rewriting the messages was a third of the relay's time and of its WAL.
CREATE TABLE "outbox_pending" (
    "seq" BIGINT NOT NULL,
    "message_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "target_handler" TEXT,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "next_try_at" TIMESTAMPTZ(6),

    CONSTRAINT "outbox_pending_pkey" PRIMARY KEY ("seq"),
    CONSTRAINT "outbox_pending_attempts_check" CHECK ("attempts" >= 0)
);
ALTER TABLE "outbox_pending" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
INSERT INTO "outbox_pending" ("seq", "message_id", "type", "subject", "target_handler", "occurred_at", "attempts", "error", "next_try_at")
  SELECT "seq", "id", "type", "subject", "target_handler", "occurred_at", "attempts", "error", "next_try_at" FROM "outbox_message"
  WHERE "relayed_at" IS NULL AND "parked_at" IS NULL;

-- Whoever writes a message, be it by hand, marks it pending in the same statement.
CREATE FUNCTION "mark_outbox_pending"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "outbox_pending" ("seq", "message_id", "type", "subject", "target_handler", "occurred_at")
    SELECT "seq", "id", "type", "subject", "target_handler", "occurred_at" FROM "written" WHERE "parked_at" IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER "outbox_message_is_pending" AFTER INSERT ON "outbox_message" REFERENCING NEW TABLE AS "written"
  FOR EACH STATEMENT EXECUTE FUNCTION "mark_outbox_pending"();

DROP INDEX "outbox_message_pending_idx";
DROP INDEX "outbox_message_seq_key";
ALTER TABLE "outbox_message" DROP CONSTRAINT "outbox_message_closed_once_check";
ALTER TABLE "outbox_message" DROP CONSTRAINT "outbox_message_attempts_check";
ALTER TABLE "outbox_message"
  DROP COLUMN "relayed_at", DROP COLUMN "handlers", DROP COLUMN "attempts", DROP COLUMN "error", DROP COLUMN "next_try_at";

-- When the relay next looks at a waiting row: at its release, then at growing distances while something stands before it.
-- What leaves the line brings the moment forward, so that rows held back cost nothing while they wait.
ALTER TABLE "delivery" ADD COLUMN "check_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "delivery" SET "check_at" = "release_at";
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_check_at_check" CHECK ("check_at" >= "release_at");

DROP INDEX "delivery_waiting_idx";
CREATE INDEX "delivery_check_idx" ON "delivery" ("check_at") WHERE "state" = 'waiting';

-- Everything that stands in a line without being in flight: what waits, and what died and holds.
DROP INDEX "delivery_waiting_subject_idx";
DROP INDEX "delivery_holding_idx";
CREATE INDEX "delivery_standing_idx" ON "delivery" ("handler", "subject", "position", "revision")
  WHERE "ordered" AND ("state" = 'waiting' OR ("state" = 'dead' AND "holds"));

-- A claim writes no indexed column and finds room on its page: a heap-only update, without a write to any index.
-- What is open is what is not settled: said by settled_at, so that the planner takes this index where a query asks for what
-- is open, and not for every look-up that names a state (by stale statistics it read all that was open, once per message).
UPDATE "delivery" SET "settled_at" = "updated_at" WHERE "state" = 'withdrawn';
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_settled_check";
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_settled_check" CHECK
  (("settled_at" IS NULL) = ("state" IN ('waiting', 'queued', 'retrying')));
DROP INDEX "delivery_open_idx";
CREATE INDEX "delivery_open_idx" ON "delivery" ("created_at") INCLUDE ("handler", "state") WHERE "settled_at" IS NULL;
ALTER TABLE "delivery" SET (fillfactor = 70);

-- What every message pays for at its birth and once more when it settles: fewer indexes. Deliveries of a subject are found
-- through its messages, and revisions among the few that there are.
DROP INDEX "delivery_subject_position_idx";
DROP INDEX "delivery_root_id_revision_key";
CREATE UNIQUE INDEX "delivery_revision_key" ON "delivery" ("root_id", "revision") WHERE "revision" > 1;

-- Deliveries are born from a message or a root that the same statement reads under a lock, so checking both again for
-- every row (a quarter of the relay's time) finds nothing. What is left to forbid is to take a message away from under them.
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_root_id_fkey";
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_message_id_fkey";
CREATE FUNCTION "refuse_to_orphan_deliveries"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "outbox_pending" WHERE "seq" = OLD."seq";
  IF EXISTS (SELECT FROM "delivery" WHERE "message_id" = OLD."id") THEN
    RAISE EXCEPTION 'message % has deliveries', OLD."id" USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER "outbox_message_keeps_its_deliveries" BEFORE DELETE ON "outbox_message"
  FOR EACH ROW EXECUTE FUNCTION "refuse_to_orphan_deliveries"();
