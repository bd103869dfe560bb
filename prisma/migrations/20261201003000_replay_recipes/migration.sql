-- Recipes: the changes of bulk replays, remembered for their cause with how often they worked.
CREATE TABLE "replay_recipe" (
    "id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "change" JSONB NOT NULL,
    -- SHA-256 of the change: equal changes of one cause are one recipe.
    "change_key" TEXT NOT NULL,
    "worked" INTEGER NOT NULL,
    "tried" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    -- The operator who switched it last; null while it was only switched by its success rate.
    "switched_by" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "replay_recipe_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "replay_recipe_counts_check" CHECK ("worked" >= 0 AND "tried" >= 1 AND "worked" <= "tried"),
    CONSTRAINT "replay_recipe_change_key_check" CHECK ("change_key" ~ '^[0-9a-f]{64}$')
);
CREATE UNIQUE INDEX "replay_recipe_cause_change_key_key" ON "replay_recipe"("cause", "change_key");
ALTER TABLE "replay_batch" ADD COLUMN "recipe_id" UUID;
