-- Secrets of this installation, made here and never shown: order_cancel is the key of the HMAC that gives each order, also those of
-- before, its own cancel token. Web and worker read it; nobody changes it. sha256 of two random UUIDs: 244 random bits.
CREATE TABLE "installation_secret" (
    "name" TEXT NOT NULL,
    "value" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT now(),

    CONSTRAINT "installation_secret_pkey" PRIMARY KEY ("name")
);

INSERT INTO "installation_secret" ("name", "value")
VALUES ('order_cancel', sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
