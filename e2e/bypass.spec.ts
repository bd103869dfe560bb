import { get } from "node:http";
import { test as signedOutTest } from "@playwright/test";
import { continueAs, expect, test } from "./fixtures.ts";

/** GET with an unmodified path, which browsers would normalise. */
function rawGet(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(process.env.E2E_ORIGIN ?? "");
    const options = { host, port, path, headers, agent: false };
    get(options, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text })).on("error", reject);
    }).on("error", reject);
  });
}

signedOutTest("no header, prefetch or URL spelling bypasses the sign-in", async () => {
  const five = Array(5).fill("middleware").join(":");
  const tricks: Record<string, string>[] = [
    {},
    { "x-middleware-subrequest": five },
    { "x-middleware-subrequest": Array(5).fill("src/middleware").join(":") },
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1" },
    { rsc: "1", "next-router-segment-prefetch": "/_tree" },
    { "next-resume": "1" },
    { "next-action": "7f1c8be20a17" },
    { "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1" },
    { "x-redeliver-url": "/", "x-redeliver-local": "1" },
    { cookie: "redeliver_session=x; __Host-redeliver=x" },
    { "x-http-method-override": "GET" },
  ];
  const paths = [
    "/ops",
    "/ops/dead-letters",
    "/inbox",
    "/%6fps",
    "/ops/",
    "/ops.rsc",
    "/ops/.",
    "/OPS",
    "/ops%2fdead-letters",
    "/x/../ops",
    "/x/%2e%2e/ops",
    "/sign-in/..%2fops",
    "//ops",
    "/ops;x",
    "/ops;/dead-letters",
    "/%2fops",
    "/ops%00",
    "/_next/../ops",
    "/ops?_rsc=1",
    "/ops.json",
    "/_next/data/x/ops.json",
  ];
  for (const path of paths) {
    for (const headers of tricks) {
      const { status, text } = await rawGet(path, headers);
      const about = `${path} ${JSON.stringify(headers)}: ${status}`;
      expect(status, about).toBeLessThan(500);
      expect(text, about).not.toMatch(
        /recipient_rejected|order-notifications|example\.com|Demo (viewer|operator|admin)/,
      );
      if (status === 200) expect(text, about).toMatch(/sign-in/);
    }
  }
  for (const headers of tricks) {
    expect((await rawGet("/api/v1/dead-letters", headers)).status).toBe(401);
  }
  const spellings = ["//api/v1/dead-letters", "/api/v1/dead-letters;x", "/api/v1/x/%2e%2e/dead-letters"];
  spellings.push("/API/v1/dead-letters", "/api/v1/dead-letters/", "/api%2fv1%2fdead-letters", "/api/v1/%64ead-letters");
  for (const path of spellings) {
    const { status, text } = await rawGet(path);
    const about = `${path}: ${status}`;
    expect(status, about).toBeGreaterThanOrEqual(300);
    expect(status, about).toBeLessThan(500);
    expect(text, about).not.toMatch(/"items"|order-notifications/);
  }
});

test("method overrides are ignored and bypass no role", async ({ page, request, store }) => {
  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  const target = `/api/v1/dead-letters/${dead.id}`;
  await continueAs(page, "viewer");
  const overrides = ["x-http-method-override", "x-http-method", "x-method-override"];
  for (const name of overrides) {
    for (const method of ["DELETE", "POST", "PUT"]) {
      const headers = { [name]: method, "if-match": "*" };
      expect((await page.request.get(target, { headers })).status(), name).toBe(200);
      expect((await page.request.get(`${target}/replay?_method=${method}`, { headers })).status(), name).toBe(405);
      expect((await page.request.post(`${target}/replay?_method=${method}`, { headers, data: {} })).status()).toBe(403);
      expect((await page.request.post("/ops", { headers, data: { _method: "GET" } })).status()).toBe(405);
    }
  }
  for (const path of [target, "/api/v1/dead-letters", "/api/v1/audit", "/api/v1/users"]) {
    const [head, options] = [await request.head(path), await request.fetch(path, { method: "OPTIONS" })];
    expect([path, head.status(), await head.text()]).toEqual([path, 401, ""]);
    expect([path, options.status(), await options.text()]).toEqual([path, 204, ""]);
    expect(options.headers()).not.toHaveProperty("access-control-allow-origin");
  }
  for (const method of ["TRACE", "PATCH", "PUT", "PROPFIND"]) {
    expect((await request.fetch(target, { method })).status(), method).toBeGreaterThanOrEqual(400);
  }
  for (const path of ["/ops", "/ops/dead-letters"]) {
    const head = await request.head(path, { maxRedirects: 0 });
    expect([path, head.status()]).toEqual([path, 307]);
  }
  expect((await store.deadLetterOf(dead.orderId ?? "")).state).toBe("dead");
});
