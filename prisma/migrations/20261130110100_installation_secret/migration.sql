-- Keys that all processes of one installation share, made at their first use. See docs/decisions/0062-sign-in-under-attack.md.
CREATE TABLE "installation_secret" (
    "name" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "installation_secret_pkey" PRIMARY KEY ("name"),
    CONSTRAINT "installation_secret_secret_check" CHECK (octet_length("secret") >= 32)
);
