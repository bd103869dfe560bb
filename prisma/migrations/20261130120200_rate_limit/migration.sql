-- A bucket of tokens per mailbox and per client network: server/limits. Unlogged: a commit that writes nothing else is not
-- flushed, and after a crash every bucket is full again.
CREATE UNLOGGED TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "full_at" TIMESTAMPTZ(6) NOT NULL,
    -- Whether the last who asked got a token.
    "taken" BOOLEAN NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "rate_limit_full_at_idx" ON "rate_limit" ("full_at");

-- A mailbox without its +tag, as server/limits/mailbox-of.ts makes it: the orders of all variants of one address are counted together.
CREATE INDEX "customer_mailbox_idx" ON "customer"
    (lower(split_part(split_part("email", '@', 1), '+', 1) || '@' || split_part("email", '@', 2)));
