import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { asRole, testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aCustomer, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { startScriptedServer } from "#server/testing/smtp/start-scripted-server.ts";

const pool = await testDatabase();
const canary = "canary-secret-of-the-relay";
const hostile = "no such user <img src=x onerror=alert(1)>";
const email = "zebedee.quagmire@canary.example";

test("the debug log of a worker contains no secret of its environment and no customer data", async () => {
  const server = await startScriptedServer({
    extensions: ["AUTH PLAIN LOGIN"],
    rcpt: `550 5.1.1 <${email}>: ${hostile}`,
  });
  afterAll(server.close);
  const databaseUrl = asRole("worker", urlOf(pool));
  const child = spawn(process.execPath, ["workers/worker.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      LOG_LEVEL: "debug",
      DATABASE_URL: databaseUrl,
      SMTP_URL: server.url.replace("smtp://", `smtp://relay:${canary}@`),
      API_TOKEN: `${canary}-token-with-more-than-32-characters`,
    },
  });
  afterAll(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk;
    });
  }
  const { subject } = await anOrderCreated(pool, { customerId: await aCustomer(pool), email });
  const dead = async () => (await deliveriesOf(pool, subject))[0]?.state === "dead";
  await eventually(dead, { timeoutMs: 20_000 });
  child.kill("SIGTERM");
  await once(child, "close");

  expect(server.heard.join("\n"), "the password was used").toMatch(/AUTH/);
  expect(said).toContain("worker is ready");
  const password = decodeURIComponent(new URL(databaseUrl).password);
  for (const secret of [canary, ...(password === "" ? [] : [password])]) expect(said).not.toContain(secret);
  expect(said).not.toMatch(/zebedee|quagmire/i);
  const { rows } = await pool.query("select error, reply from attempt");
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(canary);
  expect(rows[0]?.reply, "a reply is kept as it was said: pages show it as text").toContain(hostile);
}, 40_000);
