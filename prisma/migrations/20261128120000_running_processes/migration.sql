-- Who runs: every process writes its own row every few seconds and takes it away when it ends in order. An ordinary table
-- and not an unlogged one, which a standby could not read: the console must open there.
CREATE TABLE "running_process" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "build" TEXT NOT NULL,
    "duties" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,
    "draining" BOOLEAN NOT NULL DEFAULT false,
    "resident_bytes" BIGINT NOT NULL,
    "heap_used_bytes" BIGINT NOT NULL,
    -- The 99th percentile since the beat before.
    "loop_delay_seconds" DOUBLE PRECISION NOT NULL,
    -- Per handler that it delivers for: how many are at work, of how many at once.
    "hands" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "running_process_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "running_process_kind_check" CHECK ("kind" IN ('worker', 'web', 'sink'))
);

-- Parked messages are counted at every reading of the console and every scrape; without it that walked the whole log: with a
-- million messages a reading took 170 to 350 ms, with it 50 to 90. An order pays nothing: its message is not parked.
CREATE INDEX "outbox_message_parked_idx" ON "outbox_message" ("parked_at") WHERE "parked_at" IS NOT NULL;
