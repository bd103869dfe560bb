import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "#server/http/app.ts";
import { defineRoute, RawAnswer } from "#server/http/route/define-route.ts";
import { createRequestListener } from "#server/http/server/request-listener.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { eventually } from "#server/testing/eventually.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: NodeJS.GCFunction = runInNewContext("gc");

const open = { callers: "anyone", auth: "public", summary: "Test." } as const;
const seen = { pulled: 0, cancelled: 0, aborted: 0 };
/** An endless stream that counts how often it was pulled, cancelled and aborted. */
const endless = defineRoute({
  ...open,
  method: "GET",
  path: "/api/endless",
  output: z.string(),
  streams: true,
  handle: async ({ signal }) => {
    signal().addEventListener("abort", () => {
      seen.aborted += 1;
    });
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        seen.pulled += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel() {
        seen.cancelled += 1;
      },
    });
    return new RawAnswer(stream, {});
  },
});
const halfReceived = Promise.withResolvers<void>();
/** A source that fails after its first chunk, with an error that must not reach the client. */
const failing = defineRoute({
  ...open,
  method: "GET",
  path: "/api/failing",
  output: z.string(),
  streams: true,
  handle: async () => {
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode("half"));
        await halfReceived.promise;
        controller.error(new Error("an internal reason"));
      },
    });
    return new RawAnswer(stream, { "Content-Type": "text/plain" });
  },
});
const left = { handling: Promise.withResolvers<void>(), gone: Promise.withResolvers<void>(), cancelled: 0 };
/** A stream that sends nothing, opened once its client has gone. */
const silent = defineRoute({
  ...open,
  method: "GET",
  path: "/api/silent",
  output: z.string(),
  streams: true,
  handle: async ({ signal }) => {
    signal().addEventListener("abort", () => left.gone.resolve(), { once: true });
    left.handling.resolve();
    await left.gone.promise;
    const cancel = () => {
      left.cancelled += 1;
    };
    return new RawAnswer(new ReadableStream({ cancel }), {});
  },
});
const api = await serveApi(createRequestListener({ app: createApp([endless, failing, silent]), fallback() {} }));

it("applies backpressure, and cancels the stream when the client disconnects", async () => {
  const socket = connect(api.port, "127.0.0.1");
  socket.pause();
  socket.write("GET /api/endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
  let before = -1;
  await eventually(
    () => {
      const still = seen.pulled > 0 && seen.pulled === before;
      before = seen.pulled;
      return still;
    },
    { everyMs: 100, timeoutMs: 20_000 },
  );
  // The signal must outlive a garbage-collected Request.
  collectGarbage();
  socket.destroy();
  await eventually(() => seen.cancelled === 1 && seen.aborted === 1);
  // The socket buffers hold megabytes: on a busy machine, filling them exceeds the default timeout.
}, 30_000);

it("closes the connection when a stream source fails, and does not send the error", async () => {
  const socket = connect(api.port, "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString();
  });
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.on("error", () => {});
  socket.write("GET /api/failing HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await eventually(() => received.includes("half"));
  halfReceived.resolve();
  await closed;
  expect(received).not.toMatch(/internal|Error|\r\n0\r\n/);
});

it("cancels a stream whose client disconnected before it was opened", async () => {
  const socket = connect(api.port, "127.0.0.1");
  socket.write("GET /api/silent HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await left.handling.promise;
  socket.destroy();
  await eventually(() => left.cancelled === 1);
});
