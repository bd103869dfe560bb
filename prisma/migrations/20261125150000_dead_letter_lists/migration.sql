-- What a dead letter's message is, beside it: a list that is filtered by it must not look into a million messages for fifty.
-- Written at the death alone, so that nothing is added to what every living message costs.
ALTER TABLE "delivery" ADD COLUMN "dead_type" TEXT;

CREATE FUNCTION "delivery_note_type"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.dead_type := (SELECT type FROM outbox_message WHERE id = NEW.message_id);
  RETURN NEW;
END $$;
CREATE TRIGGER "delivery_note_type_insert" BEFORE INSERT ON "delivery"
  FOR EACH ROW WHEN (NEW.state = 'dead' AND NEW.dead_type IS NULL) EXECUTE FUNCTION "delivery_note_type"();
CREATE TRIGGER "delivery_note_type_update" BEFORE UPDATE ON "delivery"
  FOR EACH ROW WHEN (NEW.state = 'dead' AND NEW.dead_type IS NULL) EXECUTE FUNCTION "delivery_note_type"();

UPDATE "delivery" d SET "dead_type" = m."type" FROM "outbox_message" m WHERE m."id" = d."message_id" AND d."state" = 'dead';

-- One index per filter, in the order of the list: a page of any of them is a walk over as many entries as it has rows.
CREATE INDEX "delivery_dead_handler_idx" ON "delivery" ("handler", "settled_at" DESC, "id" DESC) WHERE "state" = 'dead';
CREATE INDEX "delivery_dead_code_idx" ON "delivery" ("failure_code", "settled_at" DESC, "id" DESC) WHERE "state" = 'dead';
CREATE INDEX "delivery_dead_handler_code_idx" ON "delivery" ("handler", "failure_code", "settled_at" DESC, "id" DESC) WHERE "state" = 'dead';
CREATE INDEX "delivery_dead_type_idx" ON "delivery" ("dead_type", "settled_at" DESC, "id" DESC) WHERE "state" = 'dead';
CREATE INDEX "delivery_dead_attempts_idx" ON "delivery" ("attempts", "settled_at" DESC, "id" DESC) WHERE "state" = 'dead';
CREATE INDEX "delivery_dead_again_idx" ON "delivery" ("settled_at" DESC, "id" DESC) WHERE "state" = 'dead' AND "revision" > 1;
CREATE INDEX "delivery_dead_subject_idx" ON "delivery" ("subject", "settled_at" DESC, "id" DESC) WHERE "state" = 'dead';

-- Filters of the list of dead letters under a name: somebody's own, or everybody's.
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "saved_view_shared_key" ON "saved_view" (lower("name")) WHERE "shared";
CREATE UNIQUE INDEX "saved_view_own_key" ON "saved_view" ("owner_id", lower("name")) WHERE NOT "shared";
