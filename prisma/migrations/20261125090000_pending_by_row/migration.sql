-- Nearly every statement writes one message. A transition table costs it a fifth of an order's whole statement; a row
-- trigger does the same work for what an insert of one row costs. A statement of many messages pays some microseconds each.
CREATE FUNCTION "mark_message_pending"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "outbox_pending" ("seq", "message_id", "type", "subject", "target_handler", "occurred_at")
    VALUES (NEW."seq", NEW."id", NEW."type", NEW."subject", NEW."target_handler", NEW."occurred_at");
  RETURN NULL;
END $$;
DROP TRIGGER "outbox_message_is_pending" ON "outbox_message";
DROP FUNCTION "mark_outbox_pending"();
CREATE TRIGGER "outbox_message_is_pending" AFTER INSERT ON "outbox_message"
  FOR EACH ROW WHEN (NEW."parked_at" IS NULL) EXECUTE FUNCTION "mark_message_pending"();
