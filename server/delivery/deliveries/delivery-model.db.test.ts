import { afterAll, test } from "vitest";
import { testDatabase } from "#server/testing/database.ts";
import { judgeModel } from "#server/testing/model/judge-model.ts";
import { aPipeline } from "#server/testing/pipeline.ts";

// Both are read once per process: replays check whether the handler is enabled.
process.env.WAREHOUSE_WEBHOOK_URL = "http://127.0.0.1:1/";
process.env.WAREHOUSE_WEBHOOK_SECRET = "a secret for the tests";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

test("loses, reorders, duplicates or strands no delivery in any sequence of events", async () => {
  await judgeModel(pool, pipeline.boss, { runs: 60, commands: 40, limitMilliseconds: 240_000 });
}, 300_000);
