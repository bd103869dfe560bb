import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { itemOutcomes } from "#server/contracts/triage/replay-outcomes.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { aReplayBatch, deadLettersOfOneCause } from "#server/testing/replay-batches.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const size = 8;
const move = fc.record({
  numbers: fc.uniqueArray(fc.integer({ min: 1, max: size }), { minLength: 1 }),
  outcome: fc.constantFrom(...itemOutcomes),
});

it("the counts of a batch are those of its items after any moves of them, and add up to the total", async () => {
  const { cause } = await deadLettersOfOneCause(pool, pipeline, size);
  const { id } = await aReplayBatch({ select: { cause } });
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 12 }), async (moves) => {
      for (const { numbers, outcome } of moves) {
        await pool.query(
          `update replay_item set outcome = $3, new_id = case when $3 in ('inFlight', 'delivered', 'failedAgain') then gen_random_uuid() end
           where batch_id = $1 and number = any($2::int[])`,
          [id, numbers, outcome],
        );
        const { rows } = await pool.query(
          `select b.total, pending as "pending", in_flight as "inFlight", delivered, failed_again as "failedAgain", already_sent as "alreadySent",
                  conflict, invalid, blocked, aborted from replay_batch b where id = $1`,
          [id],
        );
        const { rows: counted } = await pool.query(
          "select outcome, count(*)::int as n from replay_item where batch_id = $1 group by outcome",
          [id],
        );
        const { total, ...counts } = rows[0];
        const expected = Object.fromEntries(itemOutcomes.map((name) => [name, 0]));
        for (const { outcome: name, n } of counted) expected[name] = n;
        expect(counts).toEqual(expected);
        expect(total).toBe(size);
      }
    }),
    { numRuns: 40 },
  );
});
