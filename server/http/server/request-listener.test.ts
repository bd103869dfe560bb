import { connect } from "node:net";
import { beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { createApp } from "#server/http/app.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { createRequestListener } from "#server/http/server/request-listener.ts";
import { env } from "#server/platform/env/env.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { eventually } from "#server/testing/eventually.ts";

const token = "a-token-that-has-more-than-32-characters";
const asToken = { authorization: `Bearer ${token}` };
beforeAll(() => {
  vi.stubEnv("API_TOKEN", token);
});

const open = { callers: "anyone", auth: "public", summary: "Test." } as const;
const echo = defineRoute({
  ...open,
  method: "POST",
  path: "/api/echo",
  body: z.strictObject({ text: z.string() }),
  output: z.object({ text: z.string() }),
  handle: async ({ body }) => body,
});
const secret = (method: "GET" | "POST") =>
  defineRoute({
    method,
    path: "/api/secret",
    callers: "operators",
    summary: "Read the actor.",
    auth: "dead-letters.replay",
    output: z.object({ actor: z.string() }),
    handle: async ({ actor }) => ({ actor: actor.name }),
  });

let reason: string | null = null;
const livez = defineRoute({
  ...open,
  method: "GET",
  path: "/api/livez",
  output: z.null(),
  handle: async () => null,
});
const headersSeen = defineRoute({
  ...open,
  method: "GET",
  path: "/api/headers",
  output: z.object({ once: z.string().nullable(), twice: z.string().nullable(), none: z.string().nullable() }),
  handle: async ({ headers }) => ({
    once: headers.get("X-Once"),
    twice: headers.get("if-match"),
    none: headers.get("toString"),
  }),
});
const listener = createRequestListener({
  app: createApp([livez, echo, secret("GET"), secret("POST"), headersSeen]),
  fallback: (incoming, outgoing) => {
    const headers = new Headers(incoming.headers as Record<string, string>);
    outgoing.end(JSON.stringify({ url: headers.get("x-redeliver-url"), other: headers.get("x-redeliver-other") }));
  },
  notReady: () => reason,
});
const api = await serveApi(listener);

describe("the API", () => {
  it("is served with a request id, no caching, and headers that a browser obeys", async () => {
    const answer = await api.call("POST", "/api/echo?x=1", { json: { text: "é" } });
    expect(answer).toMatchObject({ status: 200, text: '{"text":"é"}' });
    expect(answer.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
    });
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("answers HEAD like GET without the body", async () => {
    const answer = await api.call("HEAD", "/api/secret", { headers: asToken });
    expect(answer).toMatchObject({ status: 200, text: "" });
    expect(answer.headers["content-length"]).toBe(String('{"actor":"API_TOKEN"}'.length));
  });

  it("answers 405 with Allow, and OPTIONS with the same list", async () => {
    const refused = await api.call("PUT", "/api/secret");
    expect(refused.status).toBe(405);
    expect(refused.headers.allow).toBe("GET, POST, HEAD, OPTIONS");
    expect(JSON.parse(refused.text)).toMatchObject({ type: "/problems/method-not-allowed", status: 405 });
    expect(await api.call("OPTIONS", "/api/secret")).toMatchObject({ status: 204, text: "" });
    expect((await api.call("TRACE", "/api/echo")).status).toBe(405);
  });

  it.each(["/api", "/api/", "/api/nothing", "/api/echo/", "/api/v1/../echo"])("has no %s", async (path) => {
    const answer = await api.call("GET", path);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toMatchObject({ type: "/problems/not-found", instance: path });
  });

  it.each(["/api/%zz", "/%", "/a%ff"])("refuses the encoding of %s with 400", async (path) => {
    expect((await api.call("GET", path)).status).toBe(400);
  });

  it("refuses a target that is not a path, and a host that is not one", async () => {
    expect((await api.raw("GET http://evil.example/api/secret HTTP/1.1\r\nHost: localhost\r\n\r\n")).status).toBe(400);
    expect((await api.raw("GET /api/secret HTTP/1.1\r\nHost: a b\r\n\r\n")).status).toBe(400);
  });

  it("refuses a foreign Host on every path once APP_URL names the server, pages and health checks too", async () => {
    Object.assign(env(), { APP_URL: "https://shop.example.com" });
    const get = (path: string, ...hosts: string[]) =>
      api.raw(`GET ${path} HTTP/1.1\r\n${hosts.map((host) => `Host: ${host}\r\n`).join("")}Connection: close\r\n\r\n`);
    for (const path of ["/", "/ops", "/sign-in", "/_next/static/x.js", "/api/livez", "/api/echo", "/api/none"]) {
      const { status, text } = await get(path, "evil.example");
      expect([status, JSON.parse(text).type], path).toEqual([400, "/problems/malformed-request"]);
      expect(text).toContain("https://shop.example.com");
    }
    expect((await get("/", "shop.example.com")).status).toBe(200);
    expect((await get("/", "127.0.0.1:3000")).status, "a health check by address").toBe(200);
    expect((await get("/", "shop.example.com", "evil.example")).status, "two are none").toBe(400);
    Object.assign(env(), { APP_URL: undefined });
  });

  it("leaves headers that are too large to node", async () => {
    expect((await api.call("GET", "/api/livez", { headers: { big: "x".repeat(32 * 1024) } })).status).toBe(431);
  });
});

describe("headers", () => {
  it("are read by any case of their names, repeated ones joined so that neither counts as the one that was sent", async () => {
    const head = "GET /api/headers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    const answer = await api.raw(`${head}x-once:  one \r\nIf-Match: "1"\r\nif-match: "2"\r\n\r\n`);
    expect(JSON.parse(answer.text)).toEqual({ once: "one", twice: '"1", "2"', none: null });
  });
});

describe("the caller", () => {
  it("is anonymous without a session or a token, from this machine too", async () => {
    expect((await api.call("GET", "/api/secret")).status).toBe(401);
    expect((await api.call("GET", "/api/secret", { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
    expect((await api.call("GET", "/api/secret", { headers: asToken })).text).toBe('{"actor":"API_TOKEN"}');
  });

  it("is refused from another site's page before authentication", async () => {
    const crossSite = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await api.call("POST", "/api/secret", { headers: crossSite })).status).toBe(403);
  });

  it("allows Scalar's styles by hash on the API reference only", async () => {
    const hashesOf = async (path: string) =>
      (await api.call("GET", path)).headers["content-security-policy"]?.match(/'sha256-[^']+'/g)?.length ?? 0;
    expect([await hashesOf("/docs/api"), await hashesOf("/"), await hashesOf("/docs/api/x")]).toEqual([2, 0, 0]);
  });

  it("reaches the pages with the address that was asked for, which no client can set", async () => {
    const page = async (headers: Record<string, string>) =>
      JSON.parse((await api.call("GET", "/ops?x=1", { headers })).text);
    expect(await page({})).toEqual({ url: "/ops?x=1", other: null });
    const forged = { "X-Redeliver-Url": "/elsewhere", "x-redeliver-other": "1" };
    expect(await page(forged)).toEqual({ url: "/ops?x=1", other: null });
  });
});

describe("bodies", () => {
  it("reads a body that comes in pieces without a length", async () => {
    const head =
      "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    const answer = await api.raw([head, '7\r\n{"text"\r\n', '5\r\n:"a"}\r\n', "0\r\n\r\n"]);
    expect(answer).toMatchObject({ status: 200, text: '{"text":"a"}' });
  });

  it("answers 413 to a client that is still sending, then cuts it off", async () => {
    const socket = connect(api.port, "127.0.0.1");
    let received = "";
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    socket.write(
      "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    // Node calls back with the error before it destroys the socket: a write from there would loop without end.
    const send = (error?: Error | null) => {
      if (!error && !socket.destroyed) socket.write(chunk, send);
    };
    send();
    await eventually(() => received.startsWith("HTTP/1.1 413"));
    await closed;
  });

  it("continues a kept-alive connection after a body that was not read", async () => {
    const socket = connect(api.port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    const length = 200 * 1024;
    socket.write(`POST /api/secret HTTP/1.1\r\nHost: evil.example\r\nContent-Length: ${length}\r\n\r\n`);
    socket.write(" ".repeat(length));
    await eventually(() => received.startsWith("HTTP/1.1 401"));
    socket.write(`GET /api/secret HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await eventually(() => received.includes("HTTP/1.1 200"), { timeoutMs: 1_500 });
    socket.destroy();
  });
});

describe("before the server is ready", () => {
  it("serves only the health checks, and answers 503 with the reason to programs and browsers", async () => {
    reason = "The <database> is not there.";
    try {
      expect((await api.call("GET", "/api/livez")).status).toBe(200);
      const problem = await api.call("POST", "/api/echo", { json: { text: "a" } });
      expect(problem.status).toBe(503);
      expect(JSON.parse(problem.text)).toMatchObject({ type: "/problems/unavailable", detail: reason });
      const page = await api.call("GET", "/", { headers: { accept: "text/html,*/*" } });
      expect(page).toMatchObject({ status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
      expect(page.text).toContain("The &lt;database> is not there.");
    } finally {
      reason = null;
    }
  });
});
