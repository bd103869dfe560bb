-- A token belongs to an account and ends with it. See docs/decisions/0061-tokens-with-owners.md.
ALTER TABLE "api_token"
  ADD COLUMN "owner_id" UUID,
  ADD COLUMN "parent_id" UUID,
  ADD COLUMN "scopes" TEXT[],
  ADD COLUMN "expires_at" TIMESTAMPTZ(6),
  ADD COLUMN "previous_hash" TEXT,
  ADD COLUMN "previous_until" TIMESTAMPTZ(6),
  ADD COLUMN "rotated_at" TIMESTAMPTZ(6);

-- The audit knows who created each token: an account, or a token of an account. Tokens that created tokens form a tree.
WITH RECURSIVE made AS (
  SELECT DISTINCT ON (e.target_id) e.target_id AS id, e.actor_kind, e.actor_id
  FROM "audit_entry" e WHERE e.action = 'token.create' AND e.target_kind = 'token' ORDER BY e.target_id, e.seq
), owned AS (
  SELECT m.id, u.id AS owner_id, NULL::text AS parent_id
  FROM made m JOIN "console_user" u ON u.id::text = m.actor_id WHERE m.actor_kind = 'user'
  UNION ALL
  SELECT m.id, o.owner_id, o.id FROM made m JOIN owned o ON o.id = m.actor_id WHERE m.actor_kind = 'token'
)
UPDATE "api_token" t SET owner_id = o.owner_id, parent_id = p.id
FROM owned o LEFT JOIN "api_token" p ON p.id::text = o.parent_id WHERE t.id::text = o.id;

-- Where the audit does not say: the one account of that name.
UPDATE "api_token" t SET owner_id = u.id FROM "console_user" u
WHERE t.owner_id IS NULL AND u.name = t.created_by
  AND (SELECT count(*) FROM "console_user" other WHERE other.name = t.created_by) = 1;

-- The same period as a new token, so that no machine stops on the day of the upgrade.
UPDATE "api_token" SET expires_at = now() + interval '90 days' WHERE revoked_at IS NULL;

-- Tokens that violate the new rule are revoked and audited.
WITH revoked AS (
  UPDATE "api_token" t SET revoked_at = now()
  FROM (SELECT t.id, u.id AS owner, u.role, u.disabled_at FROM "api_token" t LEFT JOIN "console_user" u ON u.id = t.owner_id) o
  WHERE o.id = t.id AND t.revoked_at IS NULL
    AND (o.owner IS NULL OR o.disabled_at IS NOT NULL
      OR array_position(ARRAY['viewer', 'operator', 'admin'], t.role) > array_position(ARRAY['viewer', 'operator', 'admin'], o.role))
  RETURNING t.id
)
INSERT INTO "audit_entry" (id, actor_kind, actor_name, action, target_kind, target_id, reason)
SELECT gen_random_uuid(), 'system', 'system', 'token.revoke', 'token', id::text,
       'upgrade: the owner is unknown, disabled or has a lower role' FROM revoked ORDER BY id;

ALTER TABLE "api_token"
  ADD CONSTRAINT "api_token_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "console_user"("id") ON DELETE RESTRICT ON UPDATE NO ACTION,
  ADD CONSTRAINT "api_token_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "api_token"("id") ON DELETE RESTRICT ON UPDATE NO ACTION,
  -- An empty list would look like a token without limits in code that forgets the difference.
  ADD CONSTRAINT "api_token_scopes_check" CHECK (cardinality("scopes") > 0),
  ADD CONSTRAINT "api_token_previous_check"
    CHECK (("previous_hash" IS NULL) = ("previous_until" IS NULL) AND "previous_hash" ~ '^[0-9a-f]{64}$');
CREATE UNIQUE INDEX "api_token_previous_hash_key" ON "api_token"("previous_hash");
CREATE INDEX "api_token_owner_id_idx" ON "api_token"("owner_id");
CREATE INDEX "api_token_parent_id_idx" ON "api_token"("parent_id");

-- When API_TOKEN of the environment was used last. By its hash: another value begins anew.
CREATE TABLE "environment_token" (
    "hash" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(6) NOT NULL,
    CONSTRAINT "environment_token_pkey" PRIMARY KEY ("hash"),
    CONSTRAINT "environment_token_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$')
);
