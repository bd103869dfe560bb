import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, expect, it } from "vitest";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { asRole, testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

const pool = await testDatabase();
const children: ReturnType<typeof spawn>[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** The process as `npm run sink` starts it, and the lines it logs. */
function startSink(variables: Record<string, string>) {
  const child = spawn(process.execPath, ["workers/sink.ts"], {
    env: { PATH: process.env.PATH, NODE_ENV: "test", ...variables },
  });
  children.push(child);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString("utf8");
  });
  const lines = () =>
    output
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { msg: string; pid: number; smtpPort?: number });
  return { child, lines };
}

it("logs when it is ready, and on SIGTERM answers its open mail before it ends", async () => {
  const [smtp, http] = [await freePort(), await freePort()];
  const { child, lines } = startSink({
    DATABASE_URL: asRole("sink", urlOf(pool)),
    SINK_SMTP_PORT: String(smtp),
    SINK_HTTP_PORT: String(http),
    WAREHOUSE_WEBHOOK_SECRET: "a secret of the warehouse",
  });
  const ready = await eventually(() => lines().find(({ msg }) => msg === "sink is ready"), { timeoutMs: 15_000 });
  expect(ready).toMatchObject({ smtpPort: smtp, httpPort: http, pid: child.pid });
  expect((await fetch(`http://127.0.0.1:${http}/webhooks/warehouse`, { method: "POST", body: "{}" })).status).toBe(401);

  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${smtp}`, from: "orders@redeliver.example" });
  const mailTo = (address: string) =>
    mailer.send(
      { to: { name: "Ada", address }, subject: "Hi", html: "<p>Hi</p>", text: "Hi" },
      { idempotencyKey: randomUUID(), signal: new AbortController().signal },
    );
  const held = mailTo("hang+ada@example.com");
  held.catch(() => undefined);
  // After two complete SMTP sessions, the sink has read the final dot of the held one.
  await mailTo("ada@example.com");
  await mailTo("ada@example.com");
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await exited;
  expect(code).toBe(0);
  await expect(held).resolves.toMatchObject({ reply: expect.stringContaining("250") });
});

it("names every fault of its environment and exits with 2", async () => {
  const { child, lines } = startSink({ DATABASE_URL: "mysql://x", SINK_SMTP_PORT: "99999" });
  const [code] = await once(child, "exit");
  expect(code).toBe(2);
  expect(lines()[0]?.msg).toMatch(/DATABASE_URL[\s\S]*SINK_SMTP_PORT/);
});
