import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterAll, expect, it } from "vitest";
import { startServer } from "#server/http/server/start-server.ts";

const server = await startServer((_, response) => void response.end("ok"), "127.0.0.1", 0);
const { port } = server.address() as AddressInfo;
afterAll(() => void server.close());

/** Sends everything before it reads, as a client on another machine may. */
async function send(parts: readonly string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.pause();
  for (const part of parts) {
    if (!socket.write(part)) await once(socket, "drain");
  }
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString();
  });
  socket.resume();
  await once(socket, "close");
  return received.split("\r\n")[0] ?? "";
}

it.each([
  [
    "431 for headers that are too long",
    ["GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ", ..."x".repeat(64)].map((part) =>
      part.length === 1 ? part.repeat(16_384) : part,
    ),
    "HTTP/1.1 431 Request Header Fields Too Large",
  ],
  [
    "400 for what is no HTTP",
    ["\u0016\u0003\u0001 no request\r\n\r\n", "y".repeat(256_000)],
    "HTTP/1.1 400 Bad Request",
  ],
])("answers %s, also to a client that is still sending", async (_what, parts, status) => {
  expect(await send(parts)).toBe(status);
});
