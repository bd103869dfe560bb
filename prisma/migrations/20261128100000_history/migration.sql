-- What passed and what waited, bucket by bucket: charts read these instead of a million rows. `handler` is `*` for all together.
CREATE TABLE "history_point" (
    -- Seconds that a bucket is long: 10, 60 or 3600.
    "resolution" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "handler" TEXT NOT NULL,
    "written" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "died" INTEGER NOT NULL DEFAULT 0,
    "p50_ms" INTEGER,
    "p95_ms" INTEGER,
    -- Depths at a moment of the bucket; null where nobody looked.
    "pending" INTEGER,
    "waiting" INTEGER,
    "in_flight" INTEGER,
    "dead" INTEGER,

    CONSTRAINT "history_point_pkey" PRIMARY KEY ("resolution", "at", "handler"),
    CONSTRAINT "history_point_resolution_check" CHECK ("resolution" IN (10, 60, 3600))
);

-- Rows lie in the order in which they were written: a summary per 32 pages finds a minute among millions, and costs an insert
-- next to nothing.
CREATE INDEX "delivery_settled_idx" ON "delivery" USING brin ("settled_at") WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX "attempt_ended_idx" ON "attempt" USING brin ("ended_at") WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX "outbox_message_occurred_idx" ON "outbox_message" USING brin ("occurred_at") WITH (pages_per_range = 32, autosummarize = on);
