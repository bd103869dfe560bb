import { randomInt } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { AppError } from "#server/platform/errors.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { aReplayBatch, deadLettersOfOneCause, drive } from "#server/testing/replay-batches.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { stepBatch } from "#server/triage/replay-batches/driver/step-batch.ts";
import { listItems } from "#server/triage/replay-batches/list-items.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const pool = await testDatabase({ max: 12 });
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const by = { actor: anOperator, requestId: null };
const rounds = 30;
const lettersPerRound = 4;

/** True for success, false for a readable refusal. Any other error fails the test. */
async function tried(action: Promise<unknown>): Promise<boolean> {
  try {
    await action;
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(["conflict", "precondition_failed"]).toContain(error.code);
    expect(error.message.length).toBeGreaterThan(10);
    return false;
  }
}

it(`single replay, discard, undo and two bulk replays race over the same rows for ${rounds} rounds: one winner each, audit = wins`, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const { cause, ids } = await deadLettersOfOneCause(pool, pipeline, lettersPerRound);
    const batches = [
      await aReplayBatch({ select: { cause }, waves: "none", start: true }),
      await aReplayBatch({ select: { cause }, waves: "none", start: true }),
    ];
    const chosen = () => ids[randomInt(lettersPerRound)] ?? "";
    const singles = Array.from({ length: 6 }, (_, nth) => {
      const id = chosen();
      const action =
        nth % 3 === 0
          ? createReplay({ id, body: {}, expectedVersion: 1 + (round % 2), ...by })
          : nth % 3 === 1
            ? discard({ id, reason: "race", expectedVersion: null, ...by })
            : undoReplay({ id, ...by });
      return tried(action);
    });
    const steps = batches.map((batch, nth) => stepBatch(pool, batch.id, { owner: `racer ${nth}` }));
    await Promise.all([...singles, ...steps]);
    for (const [nth, batch] of batches.entries()) await drive(pool, pipeline, batch.id, { owner: `racer ${nth}` });

    for (const id of ids) {
      const { rows: replays } = await pool.query(
        "select count(*)::int as n from delivery where root_id = $1 and revision > 1 and state <> 'withdrawn'",
        [id],
      );
      const { rows: audit } = await pool.query(
        `select count(*) filter (where action = 'dead-letter.replay')::int as replayed, count(*) filter (where action = 'dead-letter.undo')::int as undone,
                count(*) filter (where action = 'dead-letter.discard')::int as discarded from audit_entry where target_id = $1`,
        [id],
      );
      const { rows: revisions } = await pool.query(
        "select count(*)::int as n, count(*) filter (where state = 'withdrawn')::int as withdrawn from delivery where root_id = $1 and revision > 1",
        [id],
      );
      const [wins] = audit;
      expect(replays[0].n).toBeLessThanOrEqual(1);
      expect(wins).toMatchObject({ replayed: revisions[0].n, undone: revisions[0].withdrawn });
      expect(wins.discarded + replays[0].n).toBeLessThanOrEqual(1);
    }
    const items = await Promise.all(
      batches.map(async ({ id }) => (await listItems({ id, outcome: null, cursor: null, limit: 100 })).items),
    );
    for (const id of ids) {
      const outcomes = items.flatMap((list) => list.filter((item) => item.id === id));
      // At most one of the batches replayed it; the other one says why it did not.
      expect(outcomes.filter(({ outcome }) => outcome === "delivered").length).toBeLessThanOrEqual(1);
      for (const { outcome, detail } of outcomes) {
        expect(["delivered", "conflict", "aborted"]).toContain(outcome);
        if (outcome !== "delivered") expect(detail).toBeTruthy();
      }
    }
  }
}, 120_000);
