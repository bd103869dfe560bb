import { afterAll, expect, test } from "vitest";
import { testDatabase } from "#server/testing/database.ts";
import { judgeTriageRace } from "#server/testing/model/judge-triage-race.ts";
import { aPipeline } from "#server/testing/pipeline.ts";

const pool = await testDatabase({ max: 24 });
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

// The same, longer: npm run prove -- triage-race.
test("twenty operators who race on one dead letter have one winner per version, a correct audit log and readable conflicts", async () => {
  const report = await judgeTriageRace(pool, pipeline, { rounds: 12, operators: 20, most: 100 });
  expect(report.decisions).toBeGreaterThanOrEqual(240);
  // Every operator took part in the race.
  for (const [action, wins] of Object.entries(report.wins)) expect(wins, action).toBeGreaterThan(0);
}, 60_000);
