-- What was put away of one cause is found again to be restored: paid for by a discard, never by a delivery.
CREATE INDEX "delivery_discarded_cause_idx" ON "delivery" ("cause", "settled_at", "id") WHERE "state" = 'discarded';
