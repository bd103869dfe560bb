-- When a letter was put away: what the list of the discarded is sorted by. Not updated_at, which every statement writes: an
-- index over it, though partial, would end heap-only updates of living deliveries. Who and why are the audit's.
ALTER TABLE "delivery" ADD COLUMN "discarded_at" TIMESTAMPTZ(6);
UPDATE "delivery" SET "discarded_at" = "updated_at" WHERE "state" = 'discarded';

-- One walk for all of them and one for those of a cause. A process of the build before puts away without the column while it
-- still runs: its letters stand at their time of death. The revision is always above 0: a list of one cause does not say so, and
-- the planner cannot walk all that was discarded for the few of it.
CREATE INDEX "delivery_discarded_idx" ON "delivery" ((coalesce("discarded_at", "settled_at")) DESC, "id" DESC) WHERE "state" = 'discarded' AND "revision" > 0;
CREATE INDEX "delivery_discarded_of_cause_idx" ON "delivery" ("cause", (coalesce("discarded_at", "settled_at")) DESC, "id" DESC) WHERE "state" = 'discarded';
