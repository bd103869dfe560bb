import { expect, test } from "vitest";
import { blockDatabase, cloneDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { freePort } from "#server/testing/servers/free-port.ts";
import { startWorker } from "#server/testing/start-process.ts";

test("a worker is live from its start, ready with its database, live but not ready without it, and ready again", async () => {
  const url = await cloneDatabase();
  const port = await freePort();
  const reopen = await blockDatabase(url);
  const worker = startWorker({ DATABASE_URL: url, HEALTH_PORT: String(port) });
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  const becomes = (status: number) =>
    eventually(async () => (await ask("/readyz")).status === status && ask("/readyz"), { timeoutMs: 20_000 });

  expect((await becomes(503)).text).toContain("The queue is not started yet.");
  expect((await ask("/livez")).status).toBe(200);
  await reopen();
  expect(JSON.parse((await becomes(200)).text)).toMatchObject({
    checks: { "database:migrations": [{ status: "pass" }] },
  });

  const reopenAgain = await blockDatabase(url);
  expect(JSON.parse((await becomes(503)).text)).toMatchObject({ output: "the database does not respond" });
  expect(await ask("/livez")).toMatchObject({ status: 200, text: expect.stringContaining('"pass"') });
  await reopenAgain();
  await becomes(200);
  expect((await ask("/metrics")).status).toBe(404);
  worker.child.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
}, 60_000);
