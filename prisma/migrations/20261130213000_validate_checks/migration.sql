-- The CHECKs of the three migrations before this one, which added them without reading the tables. In a transaction of its own:
-- a scan under their ACCESS EXCLUSIVE lock would stop all reads and writes, and this one blocks neither.
ALTER TABLE "audit_entry" VALIDATE CONSTRAINT "audit_entry_actor_role_check";
ALTER TABLE "audit_entry" VALIDATE CONSTRAINT "audit_entry_target_kind_check";
ALTER TABLE "installation_secret" VALIDATE CONSTRAINT "installation_secret_name_check";
ALTER TABLE "deploy" VALIDATE CONSTRAINT "deploy_kind_check";
ALTER TABLE "retention_run" VALIDATE CONSTRAINT "retention_run_kind_check";
ALTER TABLE "payload_edit" VALIDATE CONSTRAINT "payload_edit_author_kind_check";
