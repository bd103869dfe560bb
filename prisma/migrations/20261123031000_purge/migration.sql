-- When a settled message's payload was removed after its retention time. The row, its deliveries and its audit stay.
ALTER TABLE "outbox_message" ADD COLUMN "payload_purged_at" TIMESTAMPTZ(6);
