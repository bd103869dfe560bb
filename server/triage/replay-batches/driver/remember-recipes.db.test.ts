import { afterAll, describe, expect, it } from "vitest";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { aReplayBatch, deadLettersOfOneCause, drive } from "#server/testing/replay-batches.ts";
import { listRecipes } from "#server/triage/recipes/list-recipes.ts";
import { switchRecipe } from "#server/triage/recipes/switch-recipe.ts";
import { listSuggestions } from "#server/triage/suggestions/list-suggestions.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
const refusing = (text: string) => () => {
  throw new PermanentError("recipient_rejected", text, { reply: "550 5.1.1 no such user" });
};

describe("a recipe", () => {
  it("is remembered for the cause with its success rate, offered first, and switched off below 95 %", async () => {
    const first = await deadLettersOfOneCause(pool, pipeline, 2);
    const [suggestion] = (await listSuggestions(first.ids[0] ?? "", anOperator)).items;
    const change = { suggestion: suggestion?.shape };
    expect(suggestion?.recipe).toBeNull();
    await drive(pool, pipeline, (await aReplayBatch({ select: { cause: first.cause }, change, start: true })).id);
    const [recipe] = (await listRecipes(first.cause)).items;
    expect(recipe).toMatchObject({ worked: 2, tried: 2, enabled: true, change: { kind: "suggestion" } });

    const { ids } = await deadLettersOfOneCause(pool, pipeline, 2);
    await pool.query("update delivery set cause = $1 where id = any($2::uuid[])", [first.cause, ids]);
    await pool.query("update cause set dead = 2 where fingerprint = $1", [first.cause]);
    const [offered] = (await listSuggestions(ids[0] ?? "", anOperator)).items;
    expect(offered).toMatchObject({ shape: suggestion?.shape, recipe: { id: recipe?.id, worked: 2, tried: 2 } });
    const again = await aReplayBatch({ select: { cause: first.cause }, change: { recipe: recipe?.id }, start: true });
    expect(again).toMatchObject({ changed: 2, change: { recipeId: recipe?.id } });
    const { ports } = recordingPorts(refusing("The mail server refused the recipient."));
    await drive(pool, pipeline, again.id, { ports });
    expect((await listRecipes(first.cause)).items).toMatchObject([{ worked: 2, tried: 3, enabled: false }]);
    await expect(
      aReplayBatch({ select: { cause: first.cause }, change: { recipe: recipe?.id } }),
    ).rejects.toMatchObject({
      code: "conflict",
    });
    const on = await switchRecipe({ ...by, id: recipe?.id ?? "", enabled: true });
    expect(on).toMatchObject({ enabled: true, switchedBy: "Maya Ito" });
  });
});
