-- Every version of a dead letter's payload, beside the message, which is never rewritten. Numbered per root, from 1.
CREATE TABLE "payload_edit" (
    "root_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "base" INTEGER NOT NULL,
    -- Null once it was purged with the message's payload.
    "data" JSONB,
    "author_kind" TEXT NOT NULL,
    "author_id" TEXT,
    "author_name" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payload_edit_pkey" PRIMARY KEY ("root_id", "number"),
    CONSTRAINT "payload_edit_root_id_fkey" FOREIGN KEY ("root_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "payload_edit_base_check" CHECK ("number" >= 1 AND "base" >= 0 AND "base" < "number")
);

-- An edit is a fact: a further one takes its place, nothing changes it. Only a purge may empty it.
CREATE FUNCTION payload_edit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
declare
  kept payload_edit;
begin
  kept := new;
  kept.data := old.data;
  if kept is not distinct from old and new.data is null then
    return new;
  end if;
  raise exception 'an edit is never changed' using errcode = 'insufficient_privilege';
end $$;
CREATE TRIGGER payload_edit_keep_rows BEFORE UPDATE ON "payload_edit" FOR EACH ROW EXECUTE FUNCTION payload_edit_keep();
