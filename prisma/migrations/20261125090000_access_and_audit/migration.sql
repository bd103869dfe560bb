-- Accounts. Their names in better-auth's words: user, session, account (here: credential).
CREATE TABLE "console_user" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "role" TEXT NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "console_user_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "console_user_role_check" CHECK ("role" IN ('viewer', 'operator', 'admin')),
    CONSTRAINT "console_user_email_check" CHECK ("email" = lower("email"))
);
CREATE UNIQUE INDEX "console_user_email_key" ON "console_user"("email");

CREATE TABLE "console_session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "console_session_pkey" PRIMARY KEY ("id"),
    -- A SHA-256 in hexadecimal: a token in clear cannot be stored by mistake.
    CONSTRAINT "console_session_token_check" CHECK ("token" ~ '^[0-9a-f]{64}$')
);
CREATE UNIQUE INDEX "console_session_token_key" ON "console_session"("token");
CREATE INDEX "console_session_user_id_created_at_idx" ON "console_session"("user_id", "created_at");
ALTER TABLE "console_session" ADD CONSTRAINT "console_session_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "console_user"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

CREATE TABLE "console_credential" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "console_credential_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "console_credential_user_id_provider_id_key" ON "console_credential"("user_id", "provider_id");
ALTER TABLE "console_credential" ADD CONSTRAINT "console_credential_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "console_user"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

CREATE TABLE "account_link" (
    "token" TEXT NOT NULL,
    "user_id" UUID,
    "purpose" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "account_link_pkey" PRIMARY KEY ("token"),
    CONSTRAINT "account_link_token_check" CHECK ("token" ~ '^[0-9a-f]{64}$'),
    CONSTRAINT "account_link_purpose_check"
      CHECK ("purpose" IN ('setup', 'invitation', 'reset') AND ("purpose" = 'setup') = ("user_id" IS NULL))
);
CREATE INDEX "account_link_user_id_idx" ON "account_link"("user_id");
ALTER TABLE "account_link" ADD CONSTRAINT "account_link_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "console_user"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

CREATE TABLE "sign_in_tries" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    CONSTRAINT "sign_in_tries_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "api_token" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),
    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "api_token_role_check" CHECK ("role" IN ('viewer', 'operator', 'admin')),
    CONSTRAINT "api_token_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$')
);
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- The audit: one chain. Each entry's hash covers the one before it, so a row that was changed, removed or put between is
-- seen by server/audit/verify-chain.ts.
CREATE TABLE "audit_entry" (
    "seq" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "actor_role" TEXT,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "result_id" TEXT,
    "reason" TEXT,
    "before" JSONB,
    "after" JSONB,
    "before_digest" BYTEA,
    "after_digest" BYTEA,
    "request_id" TEXT,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("seq"),
    CONSTRAINT "audit_entry_actor_kind_check" CHECK ("actor_kind" IN ('user', 'token', 'system', 'customer'))
);
CREATE INDEX "audit_entry_target_id_seq_idx" ON "audit_entry"("target_id", "seq");
-- Finds an undone replay by what it brought into being.
CREATE INDEX "audit_entry_result_id_idx" ON "audit_entry"("result_id") WHERE "result_id" IS NOT NULL;

CREATE FUNCTION audit_digest(value jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
$$ select sha256(convert_to(value::text, 'UTF8')) $$;

-- before and after are in it as their digests: their erasure after the retention time breaks no chain.
CREATE FUNCTION audit_hash(entry audit_entry) RETURNS bytea LANGUAGE sql STABLE AS $$
  select sha256(entry.previous_hash || convert_to(jsonb_build_array(
    entry.seq, entry.id, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    entry.actor_kind, entry.actor_id, entry.actor_name, entry.actor_role, entry.action,
    entry.target_kind, entry.target_id, entry.result_id, entry.reason,
    encode(entry.before_digest, 'hex'), encode(entry.after_digest, 'hex'), entry.request_id)::text, 'UTF8'))
$$;

CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
declare
  last_seq bigint;
  last_hash bytea;
begin
  -- Held until the transaction ends: record-action is a transaction's last statement.
  perform pg_advisory_xact_lock(hashtext('redeliver.audit'));
  select seq, hash into last_seq, last_hash from audit_entry order by seq desc limit 1;
  new.seq := coalesce(last_seq, 0) + 1;
  new.previous_hash := coalesce(last_hash, sha256('redeliver'::bytea));
  -- Now and not at the transaction's beginning: it may have waited for what it follows.
  new.at := coalesce(new.at, clock_timestamp());
  new.before_digest := audit_digest(new.before);
  new.after_digest := audit_digest(new.after);
  new.hash := audit_hash(new);
  return new;
end $$;
CREATE TRIGGER audit_chain BEFORE INSERT ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
declare
  kept audit_entry;
begin
  if tg_op = 'UPDATE' then
    kept := new;
    kept.before := old.before;
    kept.after := old.after;
    if kept is not distinct from old
       and (new.before is null or new.before = old.before) and (new.after is null or new.after = old.after) then
      return new;
    end if;
  end if;
  raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end $$;
CREATE TRIGGER audit_keep_rows BEFORE UPDATE OR DELETE ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION audit_keep();
CREATE TRIGGER audit_keep_table BEFORE TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();

-- What was recorded so far becomes the beginning of the chain; there is one record of what was done, not two.
INSERT INTO "audit_entry" (id, at, actor_kind, actor_name, action, target_kind, target_id, result_id, reason, before, after, request_id)
SELECT id, at, case when actor = 'token' then 'token' else 'system' end, actor, 'dead-letter.' || action, 'delivery', delivery_id,
       new_delivery_id, reason, before, after, request_id
FROM "triage_action" ORDER BY at, id;
DROP TABLE "triage_action";

-- The owner too: who wants to change a row must first say so in the catalogue.
REVOKE UPDATE, DELETE, TRUNCATE ON "audit_entry" FROM CURRENT_USER;
GRANT UPDATE ("before", "after") ON "audit_entry" TO CURRENT_USER;
