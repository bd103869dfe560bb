-- An episode of something that is wrong: from the first look that found it to the look that found it over for long enough.
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    -- Which handler or cause it is about; empty for the whole pipeline.
    "subject" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "fired_at" TIMESTAMPTZ(6),
    -- Since when the condition is not met any more; null while it is.
    "quiet_since" TIMESTAMPTZ(6),
    "acknowledged_at" TIMESTAMPTZ(6),
    "acknowledged_by" TEXT,
    "resolved_at" TIMESTAMPTZ(6),

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alert_severity_check" CHECK ("severity" IN ('critical', 'warning')),
    CONSTRAINT "alert_state_check" CHECK ("state" IN ('pending', 'firing', 'acknowledged', 'resolved')),
    CONSTRAINT "alert_resolved_check" CHECK (("state" = 'resolved') = ("resolved_at" IS NOT NULL))
);
CREATE UNIQUE INDEX "alert_open_key" ON "alert" ("rule", "subject") WHERE "state" <> 'resolved';
CREATE INDEX "alert_resolved_idx" ON "alert" ("resolved_at" DESC) WHERE "state" = 'resolved';

-- What was to be said of it, once per look and channel, however many alerts changed in that look.
CREATE TABLE "alert_notice" (
    "id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'due',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(6),

    CONSTRAINT "alert_notice_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alert_notice_state_check" CHECK ("state" IN ('due', 'sent', 'failed'))
);
CREATE INDEX "alert_notice_due_idx" ON "alert_notice" ("next_try_at") WHERE "state" = 'due';

-- When somebody last looked: workers and web all look, and one look every few seconds is enough.
CREATE TABLE "alert_look" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "alert_look_pkey" PRIMARY KEY ("only"),
    CONSTRAINT "alert_look_only_check" CHECK ("only")
);
INSERT INTO "alert_look" ("at") VALUES ('-infinity');
