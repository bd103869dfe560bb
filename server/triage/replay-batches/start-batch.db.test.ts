import { afterAll, expect, it } from "vitest";
import { createReplayBody } from "#server/contracts/triage/replay-batch.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { createBatch } from "#server/triage/replay-batches/create-batch.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { startBatch } from "#server/triage/replay-batches/start-batch.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
const by = { actor: anOperator, requestId: null };

/** A draft without a reason, whose change requires one. */
async function aDraft() {
  const { delivery } = await aDeadLetter(pool, pipeline, { email: "bounce+ada@example.com" });
  const { rows } = await pool.query<{ version: number }>("select version from delivery where id = $1", [delivery.id]);
  const letters = [{ id: delivery.id, version: rows[0]?.version ?? 0 }];
  const change = { patch: [{ op: "replace", path: "/email", value: "ada@example.com" }] };
  const body = createReplayBody.parse({ select: { letters }, change });
  return createBatch({ ...by, body, idempotencyKey: null });
}

it("prepares a draft without a reason, and does not start it without one", async () => {
  const draft = await aDraft();
  expect(draft).toMatchObject({ state: "draft", reason: "", changed: 1, invalid: 0, waveMode: "gated" });
  await expect(startBatch({ ...by, id: draft.id })).rejects.toMatchObject({
    code: "invalid_input",
    fields: [{ pointer: "/reason", detail: "must state a reason" }],
  });
  expect((await getBatch(draft.id)).state).toBe("draft");
});

it("replaces the options of the draft at its start", async () => {
  const draft = await aDraft();
  const body = { reason: "she called", waves: "none" as const, ratePerSecond: 20 };
  expect(await startBatch({ ...by, id: draft.id, body })).toMatchObject({
    ...{ state: "running" },
    reason: "she called",
  });
  expect(await getBatch(draft.id)).toMatchObject({ reason: "she called", waveMode: "none", ratePerSecond: 20 });
  await expect(startBatch({ ...by, id: draft.id, body })).rejects.toMatchObject({ code: "conflict" });
});

it("requires a reason to create and start a batch at once", () => {
  const select = { cause: "0123456789abcdef" };
  expect(createReplayBody.safeParse({ select }).success).toBe(true);
  expect(createReplayBody.safeParse({ select, start: true }).error?.issues[0]).toMatchObject({ path: ["reason"] });
});
