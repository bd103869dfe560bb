-- Keys of HMACs that all processes of this installation share, made here and never shown: `order_cancel` gives each order its
-- own cancel token (decision 63), `known_device` signs the cookie of a known device (decision 62). They never change.
-- sha256 of two random UUIDs: 244 random bits.
CREATE TABLE "installation_secret" (
    "name" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "installation_secret_pkey" PRIMARY KEY ("name"),
    CONSTRAINT "installation_secret_secret_check" CHECK (octet_length("secret") >= 32)
);

INSERT INTO "installation_secret" ("name", "secret")
SELECT name, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
FROM (VALUES ('order_cancel'), ('known_device')) AS secrets (name);
