-- Dead letters of one cause share a row that says how many they are: counted where a state moves, never by scanning.
CREATE TABLE "cause" (
    "fingerprint" TEXT NOT NULL,
    "handler" TEXT NOT NULL,
    "failure_code" TEXT NOT NULL,
    "error_class" TEXT,
    "title" TEXT NOT NULL,
    "frame" TEXT,
    "dead" INTEGER NOT NULL DEFAULT 0,
    "deaths" BIGINT NOT NULL DEFAULT 0,
    "first_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "builds" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "resolved_at" TIMESTAMPTZ(6),
    "regressed_at" TIMESTAMPTZ(6),
    "muted_until" TIMESTAMPTZ(6),
    "muted_until_deaths" BIGINT,
    "owner_id" UUID,
    "note" TEXT,
    "link" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "cause_pkey" PRIMARY KEY ("fingerprint"),
    CONSTRAINT "cause_dead_check" CHECK ("dead" >= 0),
    CONSTRAINT "cause_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "console_user"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
);
CREATE INDEX "cause_dead_last_seen_at_idx" ON "cause"("dead" DESC, "last_seen_at" DESC);

-- Deaths per hour: the sparkline, and what "escalating" is computed from.
CREATE TABLE "cause_hour" (
    "fingerprint" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "deaths" INTEGER NOT NULL,

    CONSTRAINT "cause_hour_pkey" PRIMARY KEY ("fingerprint", "hour"),
    CONSTRAINT "cause_hour_fingerprint_fkey" FOREIGN KEY ("fingerprint") REFERENCES "cause"("fingerprint") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- No foreign key: a death must not wait for whoever edits the cause's note. Null until the death was given its cause.
ALTER TABLE "delivery" ADD COLUMN "cause" TEXT;
CREATE INDEX "delivery_dead_cause_idx" ON "delivery" ("cause", "settled_at" DESC, "id" DESC) WHERE "state" = 'dead';
CREATE INDEX "delivery_without_cause_idx" ON "delivery" ("id") WHERE "state" = 'dead' AND "cause" IS NULL;
