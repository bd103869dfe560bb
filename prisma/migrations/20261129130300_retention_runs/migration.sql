-- The last time that something was removed after its retention time, and what came of it: one row per kind.
CREATE TABLE "retention_run" (
    "kind" TEXT NOT NULL,
    -- What was kept how long, as the worker was told that ran.
    "rule" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "rows" INTEGER NOT NULL DEFAULT 0,
    "batches" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    -- Of all runs together.
    "rows_total" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "retention_run_pkey" PRIMARY KEY ("kind")
);
