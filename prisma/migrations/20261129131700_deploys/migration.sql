-- When a build began to run, per kind of process: a row of running_process goes with its process, and a chart looks back further. A
-- build that comes back is a row again.
CREATE TABLE "deploy" (
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "build" TEXT NOT NULL,

    CONSTRAINT "deploy_pkey" PRIMARY KEY ("kind", "at")
);

-- Charts ask for the replays of an hour or a week: entries lie in the order of their time.
CREATE INDEX "audit_entry_at_idx" ON "audit_entry" USING brin ("at") WITH (pages_per_range = 32, autosummarize = on);
