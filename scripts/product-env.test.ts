import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { planProduct } from "#scripts/product-env.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-env-"));
afterAll(() => rmSync(dataDir, { recursive: true }));
const plan = (env: Record<string, string>) => planProduct(env, dataDir, "production");

it("turns an empty environment into the demo: embedded database, local sink, signed webhooks, production build", async () => {
  const { env, ...rest } = await plan({});
  expect(rest).toEqual({ host: "127.0.0.1", embedded: true, demo: "local", sink: true });
  expect(env).toMatchObject({ NODE_ENV: "production", DEMO_MODE: "1", DATA_DIR: dataDir });
  expect(env.SMTP_URL).toBe(`smtp://127.0.0.1:${env.SINK_SMTP_PORT}`);
  expect(env.WAREHOUSE_WEBHOOK_URL).toBe(`http://127.0.0.1:${env.SINK_HTTP_PORT}/webhooks/warehouse`);
});

it("keeps the webhook's secret for the next start, readable for its owner alone", async () => {
  const [first, second] = [await plan({}), await plan({})];
  expect(first.env.WAREHOUSE_WEBHOOK_SECRET).toMatch(/^[0-9a-f]{64}$/);
  expect(second.env.WAREHOUSE_WEBHOOK_SECRET).toBe(first.env.WAREHOUSE_WEBHOOK_SECRET);
  expect(statSync(path.join(dataDir, "webhook-secret")).mode & 0o777).toBe(0o600);
});

it("is no demo with an external database or an open address unless DEMO_MODE is set", async () => {
  const database = { DATABASE_URL: "postgresql://a:b@db.example.com/redeliver" };
  expect((await plan(database)).demo).toBe("off");
  expect((await plan({ HOST: "0.0.0.0" })).demo).toBe("off");
  expect((await plan({ ...database, DEMO_MODE: "1" })).demo).toBe("local");
  expect((await plan({ DEMO_MODE: "0" })).env.WAREHOUSE_WEBHOOK_URL).toBeUndefined();
});

it("turns the demo off in a production start, for its child processes too", async () => {
  const admin = { ADMIN_EMAIL: "ana@example.com", ADMIN_PASSWORD: "correct horse battery" };
  const given = { ...admin, APP_URL: "https://shop.example.com", TRUSTED_PROXIES: "127.0.0.1" };
  expect((await plan(given)).env.DEMO_MODE).toBe("0");
  await expect(plan({ ...given, DEMO_MODE: "1" })).rejects.toThrow(/DEMO_MODE: .*DEMO_MODE=public/);
  expect((await plan({ ...given, DEMO_MODE: "public" })).env.DEMO_MODE).toBe("public");
});

it("keeps a configured mail server and warehouse, and starts no sink then", async () => {
  const { env, sink } = await plan({ SMTP_URL: "smtp://mail.example.com", LOG_LEVEL: "debug" });
  expect(sink).toBe(false);
  expect(env).toMatchObject({ SMTP_URL: "smtp://mail.example.com", LOG_LEVEL: "debug" });
  expect(env.WAREHOUSE_WEBHOOK_URL).toBeUndefined();
});

it("drains for 0 s when started in a terminal, unless DRAIN_SECONDS is set", async () => {
  expect((await plan({})).env.DRAIN_SECONDS).toBe("0");
  expect((await plan({ DRAIN_SECONDS: "7" })).env.DRAIN_SECONDS).toBe("7");
});

it("drops a DIRECT_URL that has no DATABASE_URL beside it", async () => {
  expect((await plan({ DIRECT_URL: "postgresql://a:b@elsewhere/x" })).env.DIRECT_URL).toBeUndefined();
});

it("names every fault at once", async () => {
  await expect(plan({ PORT: "0", DATABASE_URL: "mysql://x", API_TOKEN: "short" })).rejects.toThrow(
    /3 changes:\n {2}PORT: .*\n {2}DATABASE_URL: .*\n {2}API_TOKEN: /,
  );
});
