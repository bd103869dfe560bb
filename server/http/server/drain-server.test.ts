import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "#server/http/app.ts";
import { defineRoute, RawAnswer } from "#server/http/route/define-route.ts";
import { drainServer } from "#server/http/server/drain-server.ts";
import { createRequestListener } from "#server/http/server/request-listener.ts";
import { eventually } from "#server/testing/eventually.ts";

/** Sends one event and then nothing until the server ends it. */
const waiting = () =>
  new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("hello")) });
const open = { method: "GET", callers: "anyone", auth: "public", summary: "Test." } as const;

const app = createApp([
  defineRoute({ ...open, path: "/api/livez", output: z.null(), handle: async () => null }),
  defineRoute({
    ...open,
    path: "/api/waiting",
    output: z.string(),
    streams: true,
    handle: async () => new RawAnswer(waiting(), {}),
  }),
]);

it("ends open streams and finishes when the server drains", async () => {
  const closing = new AbortController();
  const server = createServer(createRequestListener({ app, fallback: () => {}, closing: closing.signal }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/waiting`);
  const text = response.text();
  closing.abort();
  expect(await drainServer(server, 5_000)).toBe(0);
  expect(await text).toBe("hello");
});

it("closes connections after each response once stopping, and keeps streams open until the listener closes", async () => {
  const [stopping, closing] = [new AbortController(), new AbortController()];
  const signals = { stopping: stopping.signal, closing: closing.signal };
  const server = createServer(
    createRequestListener({ app, fallback: (_, outgoing) => void outgoing.end(), ...signals }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connectionOf = async (path: string) => (await fetch(`${origin}${path}`)).headers.get("connection");
  const stream = await fetch(`${origin}/api/waiting`);
  const text = stream.text();
  expect([await connectionOf("/api/livez"), await connectionOf("/page")]).toEqual(["keep-alive", "keep-alive"]);
  stopping.abort();
  expect([await connectionOf("/api/livez"), await connectionOf("/page")]).toEqual(["close", "close"]);
  expect(await Promise.race([text, Promise.resolve("open")])).toBe("open");
  closing.abort();
  expect(await text).toBe("hello");
  expect(await drainServer(server, 5_000)).toBe(0);
});

it("terminates connections that do not end in time", async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hanging = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`).catch(() => "cut");
  await eventually(() => new Promise<boolean>((resolve) => server.getConnections((_, count) => resolve(count === 1))));
  expect(await drainServer(server, 50)).toBe(1);
  expect(await hanging).toBe("cut");
});
