-- A closed set that was plain text: the kinds of actor that save edits.
ALTER TABLE "payload_edit" ADD CONSTRAINT "payload_edit_author_kind_check"
  CHECK ("author_kind" IN ('user', 'token', 'system', 'customer')) NOT VALID;
