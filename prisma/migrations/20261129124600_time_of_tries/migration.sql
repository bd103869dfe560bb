-- When the try that delivered it was claimed: a first try that succeeds has no row of its own, and how long it waited and ran was
-- forgotten with its claim. Written by the statement that settles it, in no index.
ALTER TABLE "delivery" ADD COLUMN "claimed_at" TIMESTAMPTZ(6);

-- How long each stage took in a bucket of ten seconds, as counts per class of duration: they add up, percentiles do not.
ALTER TABLE "history_point" ADD COLUMN "spread" JSONB;
